import { type Identity } from "../authority/identity.ts";

/**
 * Returns a file of client properties for Kafka's own tools (`--command-config`) and for ours, with the PEM text itself: it works
 * wherever it is mounted (KIP-651).
 */
export function clientProperties({ key, certificate }: Identity, ca: string): string {
  const properties = {
    "security.protocol": "SSL",
    "ssl.truststore.type": "PEM",
    "ssl.truststore.certificates": ca,
    "ssl.keystore.type": "PEM",
    "ssl.keystore.key": key,
    "ssl.keystore.certificate.chain": certificate,
  };
  return Object.entries(properties)
    .map(([name, value]) => `${name}=${value.trim().replaceAll("\n", "\\n\\\n  ")}\n`)
    .join("");
}
