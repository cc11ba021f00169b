import { execFileSync } from "node:child_process";

/** Makes a key store of type PKCS12 from a file with a certificate and its key in PEM. Returns the store's file, beside it. */
export function newPkcs12(pem: string, password: string): string {
  const store = `${pem}.p12`;
  // Debian's Java depends on this program (ca-certificates).
  execFileSync("openssl", ["pkcs12", "-export", "-in", pem, "-out", store, "-passout", `pass:${password}`]);
  return store;
}
