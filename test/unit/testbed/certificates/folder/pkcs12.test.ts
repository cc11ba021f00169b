import { execFileSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createSecureContext } from "node:tls";
import { beforeAll, expect, test } from "vitest";
import { type Identity } from "../../../../../testbed/certificates/authority/identity.ts";
import { TestbedAuthority } from "../../../../../testbed/certificates/authority/testbed-authority.ts";
import { keyStore, trustStore } from "../../../../../testbed/certificates/folder/pkcs12.ts";
import { temporaryFolder } from "../../../../support/tls/temporary-folder.ts";

const password = "a-random_password";
let authority: TestbedAuthority;
let identity: Identity;
beforeAll(async () => {
  authority = await TestbedAuthority.create();
  identity = await authority.issue("connect");
});

/** Runs Java's keytool on a store. */
function keytool(store: Uint8Array, command: string, ...options: readonly string[]): string {
  const folder = temporaryFolder();
  const [file, passwordFile] = [join(folder, "store.p12"), join(folder, "password")];
  writeFileSync(file, store);
  writeFileSync(passwordFile, password);
  const args = [command, "-keystore", file, "-storepass:file", passwordFile, ...options];
  return execFileSync("keytool", args, { encoding: "utf8", env: { ...process.env, LC_ALL: "C" } });
}

test("Java reads the key store: its one entry has the key and the whole chain", async () => {
  const store = await keyStore("connect", identity, password);
  const list = keytool(store, "-list", "-v");
  expect(list).toContain("Your keystore contains 1 entry");
  expect(list).toContain("Alias name: connect");
  expect(list).toContain("Entry type: PrivateKeyEntry\nCertificate chain length: 2");
  for (const pem of [identity.certificate, authority.connectCa])
    expect(list).toContain(new X509Certificate(pem).fingerprint256);
  // It needs the key.
  expect(keytool(store, "-certreq", "-alias", "connect")).toContain("BEGIN NEW CERTIFICATE REQUEST");
});

test("Java trusts the certificates in the trust store", async () => {
  const store = await trustStore(`${authority.ca}${authority.connectCa}`, password);
  const list = keytool(store, "-list");
  for (const [alias, pem] of [
    ["ca-1", authority.ca],
    ["ca-2", authority.connectCa],
  ] as const) {
    expect(list).toMatch(new RegExp(`^${alias}, .*, trustedCertEntry,`, "m"));
    expect(list).toContain(new X509Certificate(pem).fingerprint256);
  }
});

test("OpenSSL reads the key store with its password only", async () => {
  const store = Buffer.from(await keyStore("connect", identity, password));
  expect(() => createSecureContext({ pfx: store, passphrase: password })).not.toThrow();
  expect(() => createSecureContext({ pfx: store, passphrase: "another" })).toThrow();
  expect(store.includes(Buffer.from(keyBytes(identity.key)))).toBe(false);
});

/** Returns the bytes of a key in PEM. */
function keyBytes(pem: string): Buffer {
  return Buffer.from(pem.replaceAll(/-----.*-----/g, ""), "base64");
}
