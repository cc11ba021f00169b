/** Certificates that cannot be used, or a folder of them; the message names each file with its problem, on a line each. */
export class CertificatesError extends Error {
  override readonly name = "CertificatesError";
}
