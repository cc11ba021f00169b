import { clientProperties } from "../../../../../../services/shared/kafka/security/client-properties.ts";

const login = 'Module required username="u" password="s3cret";';

/** Values of `sasl.jaas.config` for a user `u`. */
export const plain = `org.apache.kafka.common.security.plain.PlainLogin${login}`;
export const scram = `org.apache.kafka.common.security.scram.ScramLogin${login}`;

/** Returns the settings in these lines. `files`: contents by the end of their paths. */
export function settingsIn(lines: readonly string[], files: Readonly<Record<string, string | Buffer>> = {}) {
  return clientProperties(lines.join("\n"), (path) => {
    const found = Object.entries(files).find(([name]) => path.endsWith(name));
    if (found === undefined) throw new Error("no such file");
    return Buffer.from(found[1]);
  });
}

/** Returns the lines of a client with SASL. */
export function sasl(mechanism: string, jaasConfig: string): string[] {
  return ["security.protocol=SASL_SSL", `sasl.mechanism=${mechanism}`, `sasl.jaas.config=${jaasConfig}`];
}

/** Returns the lines of a client with TLS. */
export function ssl(...lines: readonly string[]): string[] {
  return ["security.protocol=SSL", ...lines];
}
