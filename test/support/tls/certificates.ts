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

/** A certificate authority of a test. Its certificates are valid for a day. */
export interface Authority {
  /** Its own certificate, as PEM. */
  readonly certificate: string;
  /** Returns an identity for servers and clients alike; by default its server is this machine. */
  readonly issue: (commonName: string, hosts?: readonly string[]) => Promise<Identity>;
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
    issue: async (name, hosts = thisMachine) => {
      const leafKeys = await newKeys();
      const leaf = await X509CertificateGenerator.create({
        ...{ subject: `CN=${name}`, issuer: root.subject, publicKey: leafKeys.publicKey },
        ...{ signingKey: keys.privateKey, signingAlgorithm: algorithm, ...validity() },
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

function validity() {
  return { notBefore: new Date(Date.now() - dayMs / 2), notAfter: new Date(Date.now() + dayMs / 2) };
}

function pemOf(certificate: X509Certificate): string {
  return `${certificate.toString("pem")}\n`;
}

async function pemOfKey(key: webcrypto.CryptoKey): Promise<string> {
  return `${PemConverter.encode(await crypto.subtle.exportKey("pkcs8", key), "PRIVATE KEY")}\n`;
}
