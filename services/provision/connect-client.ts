import { z } from "zod";
import { HttpClient } from "../shared/http/http-client.ts";

const file = (description: string, unset: string) => z.string().optional().meta({ description, unset });

/** Settings of a client of a Kafka Connect that is reached over https. */
export const connectFiles = {
  HTTP_CA_FILE: file("trusted certificates for https:// addresses (PEM)", "those of Node.js"),
  CONNECT_CERT_FILE: file("client certificate for an https:// Kafka Connect (PEM)", "none"),
  CONNECT_KEY_FILE: file("key of that certificate (PEM)", "none"),
} as const;

/** Returns a client of Kafka Connect; reads its files. @throws {EnvironmentError} if one cannot be used */
export function connectClient(
  url: string,
  settings: Readonly<Partial<Record<keyof typeof connectFiles, string | undefined>>>,
): HttpClient {
  const { HTTP_CA_FILE: ca, CONNECT_CERT_FILE: cert, CONNECT_KEY_FILE: key } = settings;
  return HttpClient.open(
    { url, ca, cert, key },
    { ca: "HTTP_CA_FILE", cert: "CONNECT_CERT_FILE", key: "CONNECT_KEY_FILE" },
  );
}
