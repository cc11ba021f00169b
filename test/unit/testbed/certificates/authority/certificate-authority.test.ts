import { X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import { inspect } from "node:util";
import fc from "fast-check";
import { expect, test } from "vitest";
import { CertificateAuthority } from "../../../../../testbed/certificates/authority/certificate-authority.ts";

const validity = { notBefore: new Date(Date.now() - 60_000), notAfter: new Date(Date.now() + 60_000) };
const root = () => CertificateAuthority.root("test CA", validity);

test("a certificate is valid for the hosts that it was issued for, and for no other one", async () => {
  const authority = await root();
  // Those with the last part in decimal are another way to write the same addresses.
  const ipV6 = fc.ipV6().filter((address) => !address.includes("."));
  const hosts = fc.uniqueArray(fc.oneof(fc.domain(), fc.ipV4(), ipV6), { minLength: 1, maxLength: 5 });
  const property = fc.asyncProperty(hosts, fc.domain(), async (names, other) => {
    fc.pre(!names.includes(other));
    const request = { commonName: "server", hosts: names, uses: ["server"] as const, ...validity };
    const certificate = new X509Certificate((await authority.issue(request)).certificate);
    const isValidFor = (host: string) =>
      (isIP(host) === 0 ? certificate.checkHost(host) : certificate.checkIP(host)) !== undefined;
    expect(names.filter((name) => !isValidFor(name))).toEqual([]);
    expect(isValidFor(other)).toBe(false);
  });
  await fc.assert(property, { numRuns: 50 });
});

test("an identity shows its key neither as text nor as JSON", async () => {
  const identity = await (await root()).issue({ commonName: "a", hosts: [], uses: ["client"], ...validity });
  expect(identity.key).toMatch(/^-----BEGIN PRIVATE KEY-----\n[^-]+-----END PRIVATE KEY-----\n$/);
  expect(`${inspect(identity, { depth: null, showHidden: true })}${JSON.stringify(identity)}`).not.toContain(
    "PRIVATE",
  );
});

test("certificates have serial numbers and keys of their own", async () => {
  const authority = await root();
  const request = { commonName: "same", hosts: [], uses: ["client"] as const, ...validity };
  const issued = await Promise.all(Array.from({ length: 20 }, () => authority.issue(request)));
  const certificates = issued.map(({ certificate }) => new X509Certificate(certificate));
  expect(new Set(certificates.map(({ serialNumber }) => serialNumber))).toHaveLength(20);
  expect(new Set(issued.map(({ key }) => key))).toHaveLength(20);
});
