// Needed by @peculiar/x509, before it.
import "reflect-metadata";
import { type webcrypto } from "node:crypto";
import { isIP } from "node:net";
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  type Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  type X509Certificate,
  X509CertificateGenerator,
} from "@peculiar/x509";
import { type CertificateUse } from "../identities.ts";
import { Identity } from "./identity.ts";

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;

const extendedKeyUsages = {
  server: ExtendedKeyUsage.serverAuth,
  client: ExtendedKeyUsage.clientAuth,
} as const satisfies Readonly<Record<CertificateUse, ExtendedKeyUsage>>;

/** Time in which certificates are valid, in whole seconds. */
export interface Validity {
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/** A certificate to be issued. */
export interface CertificateRequest extends Validity {
  readonly commonName: string;
  /** Host names and addresses; none for a client. */
  readonly hosts: readonly string[];
  readonly uses: readonly CertificateUse[];
}

/** A CA whose private key is in this process only, and cannot be taken out of it. Keys are of the curve P-256. */
export class CertificateAuthority {
  readonly #certificate: X509Certificate;
  readonly #key: webcrypto.CryptoKey;
  /** Certificates between those that it issues and the root. */
  readonly #chain: string;

  private constructor(certificate: X509Certificate, key: webcrypto.CryptoKey, chain: string) {
    this.#certificate = certificate;
    this.#key = key;
    this.#chain = chain;
  }

  /** Makes a root that may have subordinates. */
  static async root(commonName: string, validity: Validity): Promise<CertificateAuthority> {
    const keys = await newKeys({ extractable: false });
    const certificate = await X509CertificateGenerator.createSelfSigned({
      ...{ name: subject(commonName), keys, signingAlgorithm: algorithm, ...validity },
      extensions: [...authorityExtensions(1), await SubjectKeyIdentifierExtension.create(keys.publicKey)],
    });
    return new CertificateAuthority(certificate, keys.privateKey, "");
  }

  /** Makes a CA that this one has certified, with the same end. */
  async subordinate(commonName: string): Promise<CertificateAuthority> {
    const keys = await newKeys({ extractable: false });
    const { notBefore, notAfter } = this.#certificate;
    const certificate = await this.#certify(commonName, keys.publicKey, { notBefore, notAfter }, [
      ...authorityExtensions(0),
    ]);
    return new CertificateAuthority(certificate, keys.privateKey, `${pemOf(certificate)}${this.#chain}`);
  }

  /** Its own certificate (PEM). */
  get certificate(): string {
    return pemOf(this.#certificate);
  }

  /** End of its certificate. */
  get endsAt(): Date {
    return this.#certificate.notAfter;
  }

  /** Issues a certificate with a new key. */
  async issue({ commonName, hosts, uses, ...validity }: CertificateRequest): Promise<Identity> {
    const { publicKey, privateKey } = await newKeys({ extractable: true });
    const names = hosts.map((value) => ({ type: isIP(value) === 0 ? "dns" : "ip", value }) as const);
    const certificate = await this.#certify(commonName, publicKey, validity, [
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension(uses.map((use) => extendedKeyUsages[use])),
      ...(names.length === 0 ? [] : [new SubjectAlternativeNameExtension(names)]),
    ]);
    return new Identity(`${pemOf(certificate)}${this.#chain}`, await pemOfKey(privateKey));
  }

  async #certify(
    commonName: string,
    publicKey: webcrypto.CryptoKey,
    validity: Validity,
    extensions: readonly Extension[],
  ): Promise<X509Certificate> {
    return await X509CertificateGenerator.create({
      ...{ subject: subject(commonName), issuer: this.#certificate.subjectName, publicKey },
      ...{ signingKey: this.#key, signingAlgorithm: algorithm, ...validity },
      extensions: [
        ...extensions,
        await SubjectKeyIdentifierExtension.create(publicKey),
        await AuthorityKeyIdentifierExtension.create(this.#certificate),
      ],
    });
  }
}

/** `subordinates`: CAs that may follow in a chain. */
function authorityExtensions(subordinates: number) {
  return [
    new BasicConstraintsExtension(true, subordinates, true),
    new KeyUsagesExtension(KeyUsageFlags.keyCertSign, true),
  ] as const;
}

function subject(commonName: string) {
  return [{ CN: [commonName] }];
}

function newKeys({ extractable }: { readonly extractable: boolean }) {
  return crypto.subtle.generateKey(algorithm, extractable, ["sign", "verify"]);
}

function pemOf(certificate: X509Certificate): string {
  return `${certificate.toString("pem")}\n`;
}

async function pemOfKey(key: webcrypto.CryptoKey): Promise<string> {
  return `${PemConverter.encode(await crypto.subtle.exportKey("pkcs8", key), "PRIVATE KEY")}\n`;
}
