import { readFileSync } from "node:fs";
import { createSecureContext } from "node:tls";
import { getProperties } from "properties-file";
import { ClientPropertiesError } from "./client-properties-error.ts";
import { parseJaasConfig } from "./jaas-config.ts";
import { type KafkaSasl, type KafkaSecurity, type KafkaTls, saslMechanisms } from "./kafka-security.ts";
import { clientIdentity, type Properties, type ReadFile, trustedCertificates } from "./stores.ts";

/** The part of a file of client properties that the project's Kafka clients follow. */
export interface ClientProperties {
  readonly security: KafkaSecurity;
  readonly sessionTimeoutMs: number | undefined;
  /** Names of the other properties. None of them is about security. */
  readonly ignored: readonly string[];
}

const securityProtocols = ["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"] as const;
const tlsVersions = ["TLSv1.2", "TLSv1.3"] as const;
const longestSessionMs = 1_800_000;

const followed = new Set([
  ...["security.protocol", "session.timeout.ms", "sasl.mechanism", "sasl.jaas.config"],
  ...[
    "ssl.truststore.type",
    "ssl.truststore.location",
    "ssl.truststore.certificates",
    "ssl.truststore.password",
  ],
  ...["ssl.keystore.type", "ssl.keystore.location", "ssl.keystore.password", "ssl.key.password"],
  ...["ssl.keystore.key", "ssl.keystore.certificate.chain"],
  ...["ssl.endpoint.identification.algorithm", "ssl.enabled.protocols", "ssl.protocol"],
]);

/** Names that matter for security, with a prefix as in a broker's or a worker's file as well. */
const aboutSecurity = /(^|\.)(ssl|sasl|security)\.|^config\.providers/;

/**
 * Reads a file of client properties, in the format of Kafka's own tools (`--command-config`).
 * @throws {ClientPropertiesError} with the file
 */
export function readClientProperties(file: string): ClientProperties {
  try {
    // ISO 8859-1, as java.util.Properties reads a stream.
    return clientProperties(readFileSync(file, "latin1"), readFileSync);
  } catch (error) {
    throw new ClientPropertiesError(`${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/**
 * Returns the settings in a text of client properties. Certificates and keys are loaded once, so that a wrong password or a
 * key of another certificate is refused here.
 * @throws {ClientPropertiesError} for a value that is not allowed, and for a property about security that is not followed
 */
export function clientProperties(text: string, readFile: ReadFile): ClientProperties {
  const all = entriesOf(text).map(([name, value]) => [name, value.trim()] as const);
  const unknown = all.map(([name]) => name).filter((name) => !followed.has(name));
  const refused = unknown.find((name) => aboutSecurity.test(name));
  if (refused !== undefined) {
    throw new ClientPropertiesError(`${refused} is not supported; allowed are ${[...followed].join(", ")}`);
  }
  const properties: Properties = Object.fromEntries(all);
  return {
    security: securityOf(properties, readFile),
    sessionTimeoutMs: sessionTimeoutOf(properties),
    ignored: unknown,
  };
}

function entriesOf(text: string): [string, string][] {
  try {
    return Object.entries(getProperties(text));
  } catch {
    // The parser's message has the characters, which may be a part of a password.
    throw new ClientPropertiesError("\\u has to be followed by four hexadecimal digits");
  }
}

function securityOf(properties: Properties, readFile: ReadFile): KafkaSecurity {
  const given = properties["security.protocol"];
  const secret = Object.keys(properties).find((name) => /^(ssl|sasl)\./.test(name));
  if (given === undefined && secret !== undefined) {
    throw new ClientPropertiesError(
      `${secret} is set, but not security.protocol: ${securityProtocols.join(", ")} is allowed`,
    );
  }
  const protocol = oneOf("security.protocol", (given ?? "PLAINTEXT").toUpperCase(), securityProtocols);
  return {
    ...(protocol.endsWith("SSL") ? { tls: tlsOf(properties, readFile) } : {}),
    ...(protocol.startsWith("SASL") ? { sasl: saslOf(properties) } : {}),
  };
}

function tlsOf(properties: Properties, readFile: ReadFile): KafkaTls {
  const ca = trustedCertificates(properties, readFile);
  const tls: KafkaTls = {
    ...(ca === undefined ? {} : { ca }),
    ...clientIdentity(properties, readFile),
    ...versionsOf(properties),
    ...(checksHostName(properties) ? {} : { checkServerIdentity: () => undefined }),
  };
  try {
    createSecureContext(tls);
  } catch (error) {
    throw new ClientPropertiesError(`ssl.keystore.* cannot be used: ${opensslReason(error)}`);
  }
  return tls;
}

/** Whether the broker's name has to be in its certificate: the default of Kafka's clients. */
function checksHostName({
  "ssl.endpoint.identification.algorithm": algorithm = "https",
}: Properties): boolean {
  if (algorithm !== "")
    oneOf("ssl.endpoint.identification.algorithm", algorithm.toLowerCase(), ["https", ""]);
  return algorithm !== "";
}

/** Returns the limits of the TLS version. */
function versionsOf(properties: Properties): Pick<KafkaTls, "minVersion" | "maxVersion"> {
  const enabled = properties["ssl.enabled.protocols"]
    ?.split(",")
    .map((version) => oneOf("ssl.enabled.protocols", version.trim(), tlsVersions))
    .sort();
  const newest = oneOf("ssl.protocol", properties["ssl.protocol"] ?? "TLS", ["TLS", ...tlsVersions]);
  const [minVersion, maxVersion = minVersion] = [enabled?.at(0), enabled?.at(-1)];
  return {
    ...(minVersion === undefined ? {} : { minVersion }),
    ...(maxVersion === undefined ? {} : { maxVersion }),
    ...(newest === "TLSv1.2" ? { maxVersion: newest } : {}),
  };
}

function saslOf({
  "sasl.mechanism": given = "GSSAPI",
  "sasl.jaas.config": jaasConfig,
}: Properties): KafkaSasl {
  const mechanism = oneOf("sasl.mechanism", given, saslMechanisms);
  if (jaasConfig === undefined) throw new ClientPropertiesError("sasl.jaas.config is needed with SASL");
  const { name, options } = parseJaasConfig(jaasConfig);
  const needed = mechanism === "PLAIN" ? "PlainLoginModule" : "ScramLoginModule";
  if (name.split(".").at(-1) !== needed) {
    throw new ClientPropertiesError(`sasl.jaas.config has ${name}; ${mechanism} needs ${needed}`);
  }
  const username = options.get("username");
  const password = options.get("password");
  if (username === undefined || password === undefined) {
    throw new ClientPropertiesError(
      `sasl.jaas.config has no ${username === undefined ? "username" : "password"}`,
    );
  }
  if (options.size > 2) {
    throw new ClientPropertiesError("sasl.jaas.config has other options; username and password are allowed");
  }
  return { mechanism, username, password };
}

function sessionTimeoutOf({ "session.timeout.ms": given }: Properties): number | undefined {
  if (given === undefined) return undefined;
  const ms = Number(given);
  if (!/^\d+$/.test(given) || ms < 1 || ms > longestSessionMs) {
    throw new ClientPropertiesError(
      `session.timeout.ms=${given} is refused: 1 to ${longestSessionMs} is allowed`,
    );
  }
  return ms;
}

function oneOf<Value extends string>(name: string, given: string, allowed: readonly Value[]): Value {
  const found = allowed.find((value) => value === given);
  if (found !== undefined) return found;
  throw new ClientPropertiesError(`${name}=${given} is refused: ${allowed.join(", ")} is allowed`);
}

/** Returns the reason in an error of OpenSSL, whose message has its source lines, too. */
function opensslReason(error: unknown): string {
  const { code, reason, message } = error as NodeJS.ErrnoException & { readonly reason?: string };
  // OpenSSL 3 decrypts no RC2, which OpenSSL before it used, and Java until 8u291, 11.0.11 and 15 (JDK-8153005).
  if (code === "ERR_CRYPTO_UNSUPPORTED_OPERATION") {
    return `${message}: its encryption is too old. To convert, with Java 16 or newer: keytool -importkeystore -srckeystore OLD -destkeystore client.p12 -deststoretype PKCS12`;
  }
  return reason ?? message;
}
