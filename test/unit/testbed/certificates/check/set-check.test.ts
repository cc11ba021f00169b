import { createPrivateKey, generateKeyPairSync } from "node:crypto";
import { beforeAll, expect, test } from "vitest";
import {
  CertificateAuthority,
  type CertificateRequest,
} from "../../../../../testbed/certificates/authority/certificate-authority.ts";
import { checkSet } from "../../../../../testbed/certificates/check/set-check.ts";
import {
  hostsOf,
  type IdentityName,
  identityNames,
  usesOf,
} from "../../../../../testbed/certificates/identities.ts";

const hourMs = 3_600_000;
const now = new Date();
const validity = { notBefore: new Date(now.getTime() - hourMs), notAfter: new Date(now.getTime() + hourMs) };

let company: CertificateAuthority;
let department: CertificateAuthority;
let good: ReadonlyMap<string, string>;

beforeAll(async () => {
  company = await CertificateAuthority.root("Company CA", validity);
  department = await company.subordinate("Department CA");
  const files = new Map([["ca.crt", company.certificate]]);
  for (const name of identityNames) {
    const { certificate, key } = await issue(name);
    files.set(`${name}.crt`, certificate).set(`${name}.key`, key);
  }
  good = files;
});

/** Issues a certificate as it is needed, but for some fields. */
function issue(name: IdentityName, changed: Partial<CertificateRequest> = {}, by = company) {
  return by.issue({ commonName: name, hosts: hostsOf(name), uses: usesOf(name), ...validity, ...changed });
}

/** Checks the good files with some of them changed; `undefined`: taken away. */
function check(changed: Readonly<Record<string, string | undefined>> = {}, remainingMs = 0) {
  const read = (name: string) => (Object.hasOwn(changed, name) ? changed[name] : good.get(name));
  return checkSet(read, { now, remainingMs });
}

function problems(changed: Readonly<Record<string, string | undefined>>, remainingMs = 0): readonly string[] {
  const checked = check(changed, remainingMs);
  return checked.kind === "usable" ? [] : checked.problems;
}

const text = (date: Date) => date.toISOString().replace(/\.\d+/, "");

test("certificates of another CA are usable if each fits its name; Connect then lets in the clients of that CA", () => {
  const checked = check();
  expect(checked).toMatchObject({ kind: "usable" });
  if (checked.kind !== "usable") return;
  expect(checked.set.connectCa).toBe(checked.set.ca);
  expect([...checked.set.identities.keys()]).toEqual(identityNames);
  expect(text(checked.endsAt)).toBe(text(validity.notAfter));
});

test("a chain may lead over a CA that is in the file of the certificate", async () => {
  const { certificate, key } = await issue("kafka", {}, department);
  expect(problems({ "kafka.crt": certificate, "kafka.key": key })).toEqual([]);
  const [leaf = ""] = certificate.split(/(?<=-----END CERTIFICATE-----\n)/);
  expect(problems({ "kafka.crt": leaf, "kafka.key": key })).toEqual(["kafka.crt leads to no CA in ca.crt"]);
});

test("a key in the form of OpenSSL's older tools becomes PKCS #8, which Kafka needs", () => {
  const key = createPrivateKey(good.get("kafka.key") ?? "");
  const sec1 = key.export({ type: "sec1", format: "pem" }).toString();
  const checked = check({ "kafka.key": sec1 });
  expect(checked.kind === "usable" && checked.set.identities.get("kafka")?.key).toBe(good.get("kafka.key"));
});

test("all problems are named at once, each with its file", () => {
  expect(problems({ "tap.key": undefined, "proxy.crt": undefined })).toEqual([
    "proxy.crt is missing",
    "tap.key is missing",
  ]);
});

test("the files of the CAs are needed, and have CAs in them", () => {
  expect(problems({ "ca.crt": undefined })).toEqual(["ca.crt is missing"]);
  expect(problems({ "ca.crt": "none" })).toEqual(["ca.crt has no certificate in PEM format"]);
  expect(problems({ "ca.crt": `${company.certificate}${good.get("tap.crt")}` })).toEqual([
    "ca.crt has a certificate that is not one of a CA",
  ]);
});

test("a CA between may be in ca.crt, and the root has to be", async () => {
  const { certificate, key } = await issue("kafka", {}, department);
  const [leaf = ""] = certificate.split(/(?<=-----END CERTIFICATE-----\n)/);
  const files = { "kafka.crt": leaf, "kafka.key": key };
  expect(problems({ ...files, "ca.crt": `${department.certificate}${company.certificate}` })).toEqual([]);
  expect(problems({ ...files, "ca.crt": department.certificate })).toEqual([
    "ca.crt has no root, which OpenSSL needs: a CA that has certified itself",
  ]);
});

test("the clients of Connect need certificates of the CAs in connect-ca.crt", () => {
  expect(problems({ "connect-ca.crt": department.certificate })).toEqual(
    ["connect", "publisher", "provision", "tester", "connect-health"].map(
      (name) => `${name}.crt leads to no CA in connect-ca.crt`,
    ),
  );
});

test("a certificate of another CA is refused, also of one with the same name", async () => {
  const namesake = await CertificateAuthority.root("Company CA", validity);
  const { certificate, key } = await issue("kafka", {}, namesake);
  expect(problems({ "kafka.crt": certificate, "kafka.key": key })).toEqual([
    "kafka.crt leads to no CA in ca.crt",
  ]);
});

test.each([
  [{ commonName: "other" }, "has the subject CN=other; CN=kafka is needed"],
  [{ hosts: ["localhost", "kafka"] }, "is not valid for 127.0.0.1, ::1 and proxy"],
  [{ hosts: [] }, "is not valid for localhost, 127.0.0.1, ::1, kafka and proxy"],
  [{ uses: ["client"] as const }, "is not for use as a server (extended key usage)"],
  [{ uses: ["server"] as const }, "is not for use as a client (extended key usage)"],
])("a certificate with %o %s", async (changed, problem) => {
  const { certificate, key } = await issue("kafka", changed);
  expect(problems({ "kafka.crt": certificate, "kafka.key": key })).toEqual([`kafka.crt ${problem}`]);
});

test("a certificate is refused before its time and after it", async () => {
  const [ended, later] = [new Date(now.getTime() - 60_000), new Date(now.getTime() + 60_000)];
  const old = await issue("tap", { notAfter: ended });
  expect(problems({ "tap.crt": old.certificate, "tap.key": old.key })).toEqual([
    `tap.crt ended on ${text(ended)}`,
  ]);
  const early = await issue("tap", { notBefore: later });
  expect(problems({ "tap.crt": early.certificate, "tap.key": early.key })).toEqual([
    `tap.crt is not valid before ${text(later)}`,
  ]);
});

test("a certificate that ends within the time asked for is refused", async () => {
  const soon = await issue("tap", { notAfter: new Date(now.getTime() + 60_000) });
  const files = { "tap.crt": soon.certificate, "tap.key": soon.key };
  expect(problems(files, hourMs / 2)).toHaveLength(1);
  expect(problems(files, hourMs / 2)[0]).toMatch(/^tap\.crt ends on .*, in less than/);
  expect(problems(files, 30_000)).toEqual([]);
});

test("the key has to be the certificate's, in PEM format and not encrypted; no error has a part of it", () => {
  expect(problems({ "tap.key": good.get("tester.key") })).toEqual(["tap.key is not the key of tap.crt"]);
  const needed = "tap.key has no private key in PEM format that is not encrypted";
  expect(problems({ "tap.key": "the-secret" })).toEqual([needed]);
  const broken = (good.get("tap.key") ?? "").replace(/\n.{20}/, "\n");
  expect(problems({ "tap.key": broken })).toEqual([needed]);
  const { privateKey } = generateKeyPairSync("ec", {
    namedCurve: "P-256",
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "the-secret" },
  });
  expect(problems({ "tap.key": privateKey })).toEqual([needed]);
});
