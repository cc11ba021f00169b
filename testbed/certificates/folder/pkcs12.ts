import { createPrivateKey, type webcrypto, type X509Certificate } from "node:crypto";
import { BmpString, ObjectIdentifier, OctetString } from "asn1js";
import {
  Attribute,
  AuthenticatedSafe,
  CertBag,
  Certificate,
  PFX,
  PKCS8ShroudedKeyBag,
  PrivateKeyInfo,
  SafeBag,
  SafeContents,
} from "pkijs";
import { type Identity } from "../authority/identity.ts";
import { certificatesOf } from "../pem-contents.ts";

/** Object identifiers of PKCS #12 (RFC 7292), PKCS #9 (RFC 2985), and of Java. */
const oid = {
  keyBag: "1.2.840.113549.1.12.10.1.2",
  certificateBag: "1.2.840.113549.1.12.10.1.3",
  friendlyName: "1.2.840.113549.1.9.20",
  localKeyId: "1.2.840.113549.1.9.21",
  /** Marks a certificate that Java trusts, for the key usages that it names; Java ignores others without a key. */
  trustedKeyUsage: "2.16.840.1.113894.746875.1.1",
  anyExtendedKeyUsage: "2.5.29.37.0",
} as const;

/** That of OpenSSL. The password is random, which leaves nothing to guess. */
const iterations = 2048;

/** Returns a key store with one entry, encrypted with AES-256 and protected by HMAC with SHA-256: Java 17 and OpenSSL 3 read it. */
export async function keyStore(alias: string, identity: Identity, password: string): Promise<Uint8Array> {
  const certificates = certificatesOf(identity.certificate) ?? [];
  const id = new OctetString({ valueHex: bytes(Buffer.from(alias)) });
  const own = [friendlyName(alias), attribute(oid.localKeyId, id)];
  const key = createPrivateKey(identity.key).export({ type: "pkcs8", format: "der" });
  const shrouded = new PKCS8ShroudedKeyBag({ parsedValue: PrivateKeyInfo.fromBER(bytes(key)) });
  await shrouded.makeInternalValues({
    password: secret(password),
    contentEncryptionAlgorithm: { name: "AES-CBC", length: 256 } as webcrypto.Algorithm,
    hmacHashAlgorithm: "SHA-256",
    iterationCount: iterations,
  });
  return await store(password, [
    new SafeBag({ bagId: oid.keyBag, bagValue: shrouded, bagAttributes: own }),
    ...certificates.map((each, index) => certificateBag(each, index === 0 ? own : [])),
  ]);
}

/** Returns a store with certificates (PEM) that Java trusts. */
export async function trustStore(pem: string, password: string): Promise<Uint8Array> {
  const trusted = attribute(oid.trustedKeyUsage, new ObjectIdentifier({ value: oid.anyExtendedKeyUsage }));
  const bags = (certificatesOf(pem) ?? []).map((each, index) =>
    certificateBag(each, [friendlyName(`ca-${index + 1}`), trusted]),
  );
  return await store(password, bags);
}

async function store(password: string, safeBags: SafeBag[]): Promise<Uint8Array> {
  // Certificates are no secret; the key has been encrypted.
  const authenticatedSafe = new AuthenticatedSafe({
    parsedValue: { safeContents: [{ privacyMode: 0, value: new SafeContents({ safeBags }) }] },
  });
  await authenticatedSafe.makeInternalValues({ safeContents: [{}] });
  const pfx = new PFX({ parsedValue: { integrityMode: 0, authenticatedSafe } });
  await pfx.makeInternalValues({
    ...{ password: secret(password), iterations },
    ...{ pbkdf2HashAlgorithm: { name: "SHA-256" }, hmacHashAlgorithm: "SHA-256" },
  });
  return new Uint8Array(pfx.toSchema().toBER());
}

function certificateBag({ raw }: X509Certificate, bagAttributes: Attribute[]): SafeBag {
  const bagValue = new CertBag({ parsedValue: Certificate.fromBER(bytes(raw)) });
  return new SafeBag({
    ...{ bagId: oid.certificateBag, bagValue },
    // An empty set is not allowed.
    ...(bagAttributes.length === 0 ? {} : { bagAttributes }),
  });
}

function friendlyName(value: string): Attribute {
  return attribute(oid.friendlyName, new BmpString({ value }));
}

function attribute(type: string, value: BmpString | ObjectIdentifier | OctetString): Attribute {
  return new Attribute({ type, values: [value] });
}

function secret(password: string): ArrayBuffer {
  return bytes(Buffer.from(password));
}

/** Returns the bytes of a buffer, which may be part of a larger one. */
function bytes(buffer: Buffer): ArrayBuffer {
  return new Uint8Array(buffer).buffer;
}
