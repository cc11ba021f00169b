/** A certificate with its private key, which is in neither the text nor the JSON of this object. */
export class Identity {
  /** The certificate, and those between it and the CA (PEM). */
  readonly certificate: string;
  readonly #key: string;

  constructor(certificate: string, key: string) {
    this.certificate = certificate;
    this.#key = key;
  }

  /** Private key, not encrypted (PKCS #8, PEM). */
  get key(): string {
    return this.#key;
  }
}
