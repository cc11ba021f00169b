import { X509Certificate } from "node:crypto";
import { resolve } from "node:path";
import { ClientPropertiesError } from "./client-properties-error.ts";
import { type KafkaTls } from "./kafka-security.ts";
import { pemBlocks } from "./pem-blocks.ts";

/** Client properties by name. */
export type Properties = Readonly<Record<string, string>>;

/** Reads a file, as `readFileSync` does. */
export type ReadFile = (path: string) => Buffer;

const jksMagic = 0xfeedfeed;
/** First byte of a DER sequence, and so of a PKCS12 file. */
const derSequence = 0x30;

/**
 * Returns the certificates in `ssl.truststore.*` as PEM; `undefined` without them: Node's own then count. Follows Kafka's
 * DefaultSslEngineFactory (4.3.1), but reads no store other than PEM.
 * @throws {ClientPropertiesError}
 */
export function trustedCertificates(properties: Properties, readFile: ReadFile): string[] | undefined {
  const {
    "ssl.truststore.location": location,
    "ssl.truststore.certificates": certificates,
    "ssl.truststore.password": password,
  } = properties;
  const type = storeType(properties, "ssl.truststore.type");
  if (location === undefined && certificates === undefined) return undefined;
  requireOneOf(properties, "ssl.truststore.location", "ssl.truststore.certificates");
  if (type !== "PEM") {
    throw new ClientPropertiesError(
      `ssl.truststore.type=${type} is not read here: PEM is allowed. To convert: keytool -list -rfc -keystore ${location ?? "FILE"} > ca.pem`,
    );
  }
  if (password !== undefined) {
    throw new ClientPropertiesError("ssl.truststore.password is not allowed with ssl.truststore.type=PEM");
  }
  return location === undefined
    ? certificatesIn(certificates ?? "", "ssl.truststore.certificates")
    : certificatesIn(
        read(location, "ssl.truststore.location", readFile).toString(),
        `ssl.truststore.location=${location}`,
      );
}

/**
 * Returns the client's certificate and key in `ssl.keystore.*`, PEM or PKCS12; nothing without them.
 * @throws {ClientPropertiesError}
 */
export function clientIdentity(
  properties: Properties,
  readFile: ReadFile,
): Pick<KafkaTls, "cert" | "key" | "pfx" | "passphrase"> {
  const {
    "ssl.keystore.location": location,
    "ssl.keystore.key": key,
    "ssl.keystore.certificate.chain": chain,
    "ssl.keystore.password": password,
    "ssl.key.password": keyPassword,
  } = properties;
  if (location === undefined && key === undefined && chain === undefined) return {};
  const type = storeType(properties, "ssl.keystore.type");
  requireOneOf(properties, "ssl.keystore.location", "ssl.keystore.key", "ssl.keystore.certificate.chain");
  if (type !== "PEM" && location !== undefined) {
    return pkcs12(location, type, { password, keyPassword }, readFile);
  }
  if (type !== "PEM") {
    throw new ClientPropertiesError(
      `ssl.keystore.key and ssl.keystore.certificate.chain need ssl.keystore.type=PEM; it is ${type}`,
    );
  }
  if (password !== undefined) {
    throw new ClientPropertiesError(
      "ssl.keystore.password is not allowed with ssl.keystore.type=PEM: an encrypted key has ssl.key.password",
    );
  }
  const unlocked = keyPassword === undefined ? {} : { passphrase: keyPassword };
  if (location !== undefined) {
    const pem = read(location, "ssl.keystore.location", readFile).toString();
    const source = `ssl.keystore.location=${location}`;
    return { cert: certificatesIn(pem, source).join(""), key: keyIn(pem, source), ...unlocked };
  }
  if (key === undefined || chain === undefined) {
    throw new ClientPropertiesError("ssl.keystore.key and ssl.keystore.certificate.chain need each other");
  }
  return {
    cert: certificatesIn(chain, "ssl.keystore.certificate.chain").join(""),
    key: keyIn(key, "ssl.keystore.key"),
    ...unlocked,
  };
}

/** Returns a key store of type PKCS12, or one of JKS that is in truth PKCS12, as Java's own tools have written since Java 9. */
function pkcs12(
  location: string,
  type: string,
  {
    password,
    keyPassword,
  }: { readonly password: string | undefined; readonly keyPassword: string | undefined },
  readFile: ReadFile,
): Pick<KafkaTls, "pfx" | "passphrase"> {
  const store = read(location, "ssl.keystore.location", readFile);
  if (store[0] !== derSequence || (type !== "PKCS12" && type !== "JKS")) {
    const found = store.length >= 4 && store.readUInt32BE() === jksMagic ? "JKS" : type;
    throw new ClientPropertiesError(
      `ssl.keystore.location=${location} is not read here as ${found}: PEM and PKCS12 are allowed. To convert: keytool -importkeystore ` +
        `-srckeystore ${location} -destkeystore client.p12 -deststoretype PKCS12, and ssl.keystore.type=PKCS12`,
    );
  }
  if (password === undefined) {
    throw new ClientPropertiesError("ssl.keystore.password is needed with ssl.keystore.type=PKCS12");
  }
  if (keyPassword !== undefined && keyPassword !== password) {
    throw new ClientPropertiesError(
      "ssl.key.password is not the one of ssl.keystore.password: with ssl.keystore.type=PKCS12 the same is needed",
    );
  }
  return { pfx: store, passphrase: password };
}

/** Returns a type of store in capitals; without the property the default of Kafka's clients. */
function storeType(properties: Properties, name: string): string {
  return (properties[name] ?? "JKS").toUpperCase();
}

/** Makes sure that a store is not named in two ways. The first property excludes the others. */
function requireOneOf(properties: Properties, location: string, ...others: readonly string[]): void {
  const other = others.find((name) => properties[name] !== undefined);
  if (properties[location] !== undefined && other !== undefined) {
    throw new ClientPropertiesError(`${location} and ${other}: one of them is allowed`);
  }
}

function read(location: string, name: string, readFile: ReadFile): Buffer {
  // Like Kafka's tools, from the working directory.
  const path = resolve(location);
  try {
    return readFile(path);
  } catch (error) {
    throw new ClientPropertiesError(`${name}=${location} cannot be read: ${messageOf(error)}`);
  }
}

/** Returns the certificates of a PEM text. OpenSSL would ignore one that cannot be read. */
function certificatesIn(pem: string, source: string): string[] {
  const blocks = pemBlocks(pem, "CERTIFICATE");
  if (blocks.length === 0) throw new ClientPropertiesError(`${source} has no certificate in PEM format`);
  for (const block of blocks) {
    try {
      new X509Certificate(block);
    } catch (error) {
      throw new ClientPropertiesError(`${source} has a certificate that cannot be read: ${messageOf(error)}`);
    }
  }
  return blocks;
}

function keyIn(pem: string, source: string): string {
  const [block, ...others] = pemBlocks(pem, "PRIVATE KEY");
  if (block === undefined || others.length > 0) {
    throw new ClientPropertiesError(
      `${source} has ${block === undefined ? "no private key" : "several private keys"} in PEM format; one is needed`,
    );
  }
  return block;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
