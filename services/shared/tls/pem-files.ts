import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";

/** A file of a certificate or key that cannot be used; the message has the setting, the file and what is needed, nothing of a key. */
export class PemFileError extends Error {
  override readonly name = "PemFileError";
}

/** A certificate, with those between it and its authority, and its key, as PEM. */
export interface PemKeyPair {
  readonly cert: string;
  readonly key: string;
}

/** Returns the certificates in a file. `name`: the setting that names it. @throws {PemFileError} */
export function readCertificate(file: string, name: string): string {
  return checked(`${name} ${file}: a file with certificates in PEM form is needed`, () => {
    const text = readFileSync(file, "utf8");
    new X509Certificate(text);
    return text;
  });
}

/** Names of the two files, or of the settings that name them. */
export type PemKeyPairNames = Readonly<Record<keyof PemKeyPair, string>>;

/**
 * Returns a certificate and its key, which is not encrypted, from two files. `names`: the settings that name them.
 * @throws {PemFileError} also if they do not belong together
 */
export function readKeyPair(files: PemKeyPairNames, names: PemKeyPairNames): PemKeyPair {
  const cert = readCertificate(files.cert, names.cert);
  const needed = "a file with a private key in PEM form, not encrypted, is needed";
  const { key, parsed } = checked(`${names.key} ${files.key}: ${needed}`, () => {
    const text = readFileSync(files.key, "utf8");
    return { key: text, parsed: createPrivateKey(text) };
  });
  if (new X509Certificate(cert).checkPrivateKey(parsed)) return { cert, key };
  throw new PemFileError(`${names.key} ${files.key}: the key of the certificate in ${files.cert} is needed`);
}

function checked<Value>(problem: string, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new PemFileError(`${problem} (${reason})`);
  }
}
