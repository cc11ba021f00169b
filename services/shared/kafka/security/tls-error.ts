/** Reason for which a connection in plain text ends when the broker answers in TLS. */
export const tlsNeeded = "the broker speaks TLS there: security.protocol=SSL or SASL_SSL is needed";

/** Whether the first bytes of a connection are those of a TLS record. (RFC 8446 section 5.1: type, then version 3.x.) */
export function isTlsRecord(bytes: Buffer): boolean {
  const [type = 0, major] = bytes;
  return type >= 0x14 && type <= 0x17 && major === 3;
}

/** Codes of OpenSSL for a chain that ends in no trusted certificate. (X509_V_ERR_*, in Node's words.) */
const untrusted = new Set([
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "CERT_SIGNATURE_FAILURE",
  "CERT_UNTRUSTED",
]);

/** Returns an error of a TLS connection in one line that names the property to look at; any other error as it is. */
export function explainedTlsError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { code = "" } = error as NodeJS.ErrnoException;
  const explanation = explanationOf(code, error);
  return explanation === undefined
    ? error
    : Object.assign(new Error(explanation, { cause: error }), { code });
}

function explanationOf(code: string, error: Error): string | undefined {
  if (untrusted.has(code)) {
    // Behind it Node adds advice about its own command line.
    const [reason] = error.message.split(";");
    return `the broker's certificate is not trusted (${reason}): see ssl.truststore.*`;
  }
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID") {
    return `the broker's certificate has another name (${error.message}): see ssl.endpoint.identification.algorithm`;
  }
  if (code === "ECONNRESET" && error.message.includes("before secure TLS connection")) {
    return "the broker ends the TLS connection at its beginning: it may speak plain text there (security.protocol=PLAINTEXT or SASL_PLAINTEXT)";
  }
  // OpenSSL's messages have its source lines; the reason is in the code.
  const [, reason] = /^ERR_SSL_(.+)$/.exec(code) ?? [];
  if (reason === undefined) return undefined;
  const words = reason.toLowerCase().replaceAll("_", " ");
  const [, alert] = /\balert (.+)$/.exec(words) ?? [];
  if (alert === undefined) return `TLS is not possible there (${words})`;
  const hint = alert.includes("certificate") ? ": see ssl.keystore.*, the client certificate" : "";
  return `the broker refuses the TLS connection (${alert})${hint}`;
}
