import { randomBytes } from "node:crypto";
import { type Identity } from "../authority/identity.ts";
import { type CertificateSet } from "../certificate-set.ts";
import { type IdentityName } from "../identities.ts";
import { fileNames } from "./file-names.ts";
import { keyStore, trustStore } from "./pkcs12.ts";

/** Contents of files by name. */
export type FileContents = ReadonlyMap<string, string | Uint8Array>;

/** Returns the files of a set, with a new password of the stores. */
export async function fileContents({ ca, connectCa, identities }: CertificateSet): Promise<FileContents> {
  const password = randomBytes(32).toString("base64url");
  const ofIdentities = [...identities].map(([name, identity]) =>
    identityContents(name, identity, () => password),
  );
  return new Map<string, string | Uint8Array>([
    [fileNames.ca, ca],
    [fileNames.connectCa, connectCa],
    [fileNames.trustStore, await trustStore(connectCa, password)],
    [fileNames.storePassword, password],
    ...(await Promise.all(ofIdentities)).flatMap((files) => [...files]),
  ]);
}

/** Returns the files of one identity. `password`: returns that of the stores, which only `connect` has. */
export async function identityContents(
  name: IdentityName,
  identity: Identity,
  password: () => string,
): Promise<FileContents> {
  return new Map<string, string | Uint8Array>([
    [fileNames.certificate(name), identity.certificate],
    [fileNames.key(name), identity.key],
    [fileNames.pair(name), `${identity.key}${identity.certificate}`],
    ...(name === "connect"
      ? [[fileNames.keyStore, await keyStore(name, identity, password())] as const]
      : []),
  ]);
}
