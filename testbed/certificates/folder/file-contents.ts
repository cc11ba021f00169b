import { randomBytes } from "node:crypto";
import { type Identity } from "../authority/identity.ts";
import { type CertificateSet } from "../certificate-set.ts";
import { httpServices, type IdentityName } from "../identities.ts";
import { clientProperties } from "./client-properties.ts";
import { fileNames, kafkaClients } from "./file-names.ts";
import { keyStore, trustStore } from "./pkcs12.ts";

/** Contents of files by name. */
export type FileContents = ReadonlyMap<string, string | Uint8Array>;

/** Returns the files of a set, with new tokens and passwords. */
export async function fileContents({ ca, connectCa, identities }: CertificateSet): Promise<FileContents> {
  const password = newSecret();
  const ofIdentities = [...identities].map(([name, identity]) =>
    identityContents(name, identity, { ca, storePassword: () => password }),
  );
  return new Map<string, string | Uint8Array>([
    [fileNames.ca, ca],
    [fileNames.connectCa, connectCa],
    [fileNames.trustStore, await trustStore(connectCa, password)],
    [fileNames.storePassword, password],
    ...httpServices.map((service) => [fileNames.token(service), `${newSecret()}\n`] as const),
    [fileNames.scramPassword, newSecret()],
    [fileNames.metricsPassword, newSecret()],
    ...(await Promise.all(ofIdentities)).flatMap((files) => [...files]),
  ]);
}

/** Returns the files of one identity. `storePassword`: returns that of the stores, which only `connect` has. */
export async function identityContents(
  name: IdentityName,
  identity: Identity,
  { ca, storePassword }: { readonly ca: string; readonly storePassword: () => string },
): Promise<FileContents> {
  return new Map<string, string | Uint8Array>([
    [fileNames.certificate(name), identity.certificate],
    [fileNames.key(name), identity.key],
    [fileNames.pair(name), `${identity.key}${identity.certificate}`],
    ...(kafkaClients.includes(name)
      ? [[fileNames.clientProperties(name), clientProperties(identity, ca)] as const]
      : []),
    ...(name === "connect"
      ? [[fileNames.keyStore, await keyStore(name, identity, storePassword())] as const]
      : []),
  ]);
}

function newSecret(): string {
  return randomBytes(32).toString("base64url");
}
