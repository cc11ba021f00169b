import { type z } from "zod";
import { EnvironmentError } from "../../shared/environment.ts";
import { PemFileError, readCertificate, readKeyPair } from "../../shared/tls/pem-files.ts";
import { type proxySettings } from "../config.ts";
import { TlsTermination } from "./tls-termination.ts";

/**
 * Returns the end of TLS at the proxy, which shows its clients the certificate of its HTTP server; `undefined` if no files are set.
 * The files are read for each connection.
 * @throws {EnvironmentError} if a file is missing or cannot be used
 */
export function openTermination(settings: z.output<typeof proxySettings>): TlsTermination | undefined {
  const names = ["LINK_CA_FILE", "LINK_CERT_FILE", "LINK_KEY_FILE"] as const;
  if (names.every((name) => settings[name] === undefined)) return undefined;
  const file = (name: (typeof names)[number] | "HTTP_CERT_FILE" | "HTTP_KEY_FILE"): string => {
    const path = settings[name];
    if (path !== undefined) return path;
    throw new EnvironmentError(`${name}: is needed with ${names.join(", ")}`);
  };
  const pair = (cert: "LINK_CERT_FILE" | "HTTP_CERT_FILE", key: "LINK_KEY_FILE" | "HTTP_KEY_FILE") =>
    readKeyPair({ cert: file(cert), key: file(key) }, { cert, key });
  const read = () => ({
    ca: readCertificate(file("LINK_CA_FILE"), "LINK_CA_FILE"),
    server: pair("HTTP_CERT_FILE", "HTTP_KEY_FILE"),
    client: pair("LINK_CERT_FILE", "LINK_KEY_FILE"),
  });
  try {
    read();
  } catch (error) {
    throw error instanceof PemFileError ? new EnvironmentError(error.message) : error;
  }
  return new TlsTermination(read);
}
