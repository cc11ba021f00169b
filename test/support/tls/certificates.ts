import "reflect-metadata";
import { type webcrypto } from "node:crypto";
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  type X509Certificate,
  X509CertificateGenerator,
} from "@peculiar/x509";

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
const dayMs = 86_400_000;

/** A certificate and its private key, as PEM. */
export interface Identity {
  readonly certificate: string;
  /** PKCS #8. */
  readonly key: string;
}

/** A certificate authority of a test. Its certificates are valid from two days ago, by default for half a day more. */
export interface Authority {
  /** Its own certificate, as PEM. */
  readonly certificate: string;
  /** Returns an identity for servers and clients alike; by default its server is this machine. It ends in `days`. */
  readonly issue: (commonName: string, hosts?: readonly string[], days?: number) => Promise<Identity>;
}

const thisMachine = ["localhost", "127.0.0.1", "::1"];

/** Makes a certificate authority. */
export async function newAuthority(commonName: string): Promise<Authority> {
  const keys = await newKeys();
  const root = await X509CertificateGenerator.createSelfSigned({
    ...{ name: `CN=${commonName}`, keys, signingAlgorithm: algorithm, ...validity() },
    extensions: [
      new BasicConstraintsExtension(true, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign, true),
    ],
  });
  return {
    certificate: pemOf(root),
    issue: async (name, hosts = thisMachine, days = 0.5) => {
      const leafKeys = await newKeys();
      const leaf = await X509CertificateGenerator.create({
        ...{ subject: `CN=${name}`, issuer: root.subject, publicKey: leafKeys.publicKey },
        ...{ signingKey: keys.privateKey, signingAlgorithm: algorithm, ...validity(days) },
        extensions: [
          await AuthorityKeyIdentifierExtension.create(root),
          new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth, ExtendedKeyUsage.clientAuth]),
          new SubjectAlternativeNameExtension(
            hosts.map((value) => ({ type: /^[\d.]+$|:/.test(value) ? "ip" : "dns", value })),
          ),
        ],
      });
      return { certificate: pemOf(leaf), key: await pemOfKey(leafKeys.privateKey) };
    },
  };
}

function newKeys() {
  return crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
}

function validity(days = 0.5) {
  return { notBefore: new Date(Date.now() - 2 * dayMs), notAfter: new Date(Date.now() + days * dayMs) };
}

function pemOf(certificate: X509Certificate): string {
  return `${certificate.toString("pem")}\n`;
}

async function pemOfKey(key: webcrypto.CryptoKey): Promise<string> {
  return `${PemConverter.encode(await crypto.subtle.exportKey("pkcs8", key), "PRIVATE KEY")}\n`;
}
