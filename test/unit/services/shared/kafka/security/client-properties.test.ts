import { execFileSync } from "node:child_process";
import { createPrivateKey, X509Certificate } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { readClientProperties } from "../../../../../../services/shared/kafka/security/client-properties.ts";
import { java } from "../../../../../../testbed/pipeline/local/java.ts";
import { type Authority, type Identity, newAuthority } from "../../../../../support/tls/certificates.ts";
import { plain, sasl, scram, settingsIn, ssl } from "./settings-in.ts";

let authority: Authority;
let client: Identity;
let other: Identity;
beforeAll(async () => {
  authority = await newAuthority("authority");
  [client, other] = await Promise.all([authority.issue("client"), authority.issue("other")]);
});

/** Returns a PEM text as the value of one property, in one line. */
const inOneLine = (pem: string, separator: string) => pem.trim().replaceAll("\n", separator);

test("a file without anything about security is plain text, and its other properties are named", () => {
  expect(settingsIn(["# of kafka-console-consumer", "client.id: a", "request.timeout.ms 5"])).toEqual({
    ...{ security: {}, sessionTimeoutMs: undefined, ignored: ["client.id", "request.timeout.ms"] },
  });
});

test.each(["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"])("SASL %s without TLS", (mechanism) => {
  const jaas = mechanism === "PLAIN" ? plain : scram;
  expect(
    settingsIn([
      "security.protocol=SASL_PLAINTEXT",
      `sasl.mechanism=${mechanism}`,
      `sasl.jaas.config=${jaas}`,
    ]),
  ).toEqual({
    security: { sasl: { mechanism, username: "u", password: "s3cret" } },
    ...{ sessionTimeoutMs: undefined, ignored: [] },
  });
});

test("lines are continued, and escapes of Java and of JAAS are undone, one after the other", () => {
  const { security } = settingsIn([
    "security.protocol = SASL_PLAINTEXT  ",
    String.raw`sasl.mechanism : SCRAM-SHA-\u0035\
    12`,
    String.raw`sasl.jaas.config=${scram.split(" required")[0]} required \
      username="a\u006cice" \
      password="p\\"\\\\w\=";`,
  ]);
  expect(security.sasl).toEqual({
    mechanism: "SCRAM-SHA-512",
    username: "alice",
    password: String.raw`p"\w=`,
  });
});

test("TLS with SASL has both; without a trust store Node's own certificates count", () => {
  const { security } = settingsIn([
    ...["security.protocol=sasl_ssl", "sasl.mechanism=PLAIN", `sasl.jaas.config=${plain}`],
  ]);
  expect(security).toEqual({ tls: {}, sasl: expect.objectContaining({ username: "u" }) });
});

test("trusted certificates, client certificate and key are read from PEM files", () => {
  const { security } = settingsIn(
    [
      ...["security.protocol=SSL", "ssl.truststore.type=PEM", "ssl.truststore.location=/etc/ca.pem"],
      ...["ssl.keystore.type=pem", "ssl.keystore.location=client.pem"],
    ],
    {
      "/etc/ca.pem": `Two of them:\n${authority.certificate}${other.certificate}`,
      "client.pem": `${client.key}${client.certificate}${authority.certificate}`,
    },
  );
  expect(security.tls).toEqual({
    ca: [authority.certificate, other.certificate],
    cert: client.certificate + authority.certificate,
    key: client.key,
  });
});

test.each([
  ["line ends as escapes", String.raw`\n`],
  ["spaces", " "],
  ["nothing", ""],
  ["continued lines", "\\\n  "],
])("PEM in the properties themselves, with %s between its lines", (_form, separator) => {
  const { security } = settingsIn([
    "security.protocol=SSL",
    ...[
      "ssl.truststore.type=PEM",
      `ssl.truststore.certificates=${inOneLine(authority.certificate, separator)}`,
    ],
    ...["ssl.keystore.type=PEM", `ssl.keystore.key=${inOneLine(client.key, separator)}`],
    `ssl.keystore.certificate.chain=${inOneLine(client.certificate, separator)}`,
  ]);
  const { ca, cert, key } = security.tls ?? {};
  const fingerprint = (pem: unknown) => new X509Certificate(String(pem)).fingerprint256;
  expect([ca, cert].map(fingerprint)).toEqual([authority.certificate, client.certificate].map(fingerprint));
  expect(createPrivateKey(String(key)).equals(createPrivateKey(client.key))).toBe(true);
});

test("an encrypted key needs its password", () => {
  const key = createPrivateKey(client.key)
    .export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "s3cret" })
    .toString();
  const lines = ["security.protocol=SSL", "ssl.keystore.type=PEM", "ssl.keystore.location=client.pem"];
  const files = { "client.pem": key + client.certificate };
  expect(settingsIn([...lines, "ssl.key.password=s3cret"], files).security.tls?.passphrase).toBe("s3cret");
  expect(() => settingsIn([...lines, "ssl.key.password=wr0ng"], files)).toThrow(
    /^ssl\.keystore\.\* cannot be used: (?!.*wr0ng)/,
  );
  expect(() => settingsIn(lines, files)).toThrow(/^ssl\.keystore\.\* cannot be used/);
});

test("the host name is checked unless the algorithm is empty", () => {
  const checks = (...lines: string[]) =>
    settingsIn(["security.protocol=SSL", ...lines]).security.tls?.checkServerIdentity === undefined;
  expect(checks()).toBe(true);
  expect(checks("ssl.endpoint.identification.algorithm=HTTPS")).toBe(true);
  expect(checks("ssl.endpoint.identification.algorithm=")).toBe(false);
});

test("versions of TLS are limited", () => {
  const versions = (...lines: string[]) => settingsIn(["security.protocol=SSL", ...lines]).security.tls;
  expect(versions("ssl.enabled.protocols=TLSv1.3, TLSv1.2")).toEqual({
    ...{ minVersion: "TLSv1.2", maxVersion: "TLSv1.3" },
  });
  expect(versions("ssl.enabled.protocols=TLSv1.3")).toEqual({ minVersion: "TLSv1.3", maxVersion: "TLSv1.3" });
  expect(versions("ssl.protocol=TLSv1.2")).toEqual({ maxVersion: "TLSv1.2" });
});

test("a session timeout is taken over", () => {
  expect(settingsIn(["session.timeout.ms=45000"])).toMatchObject({ sessionTimeoutMs: 45_000, ignored: [] });
});

test("a key that is not the certificate's is refused", () => {
  expect(() =>
    settingsIn(ssl("ssl.keystore.type=PEM", "ssl.keystore.location=client.pem"), {
      "client.pem": client.certificate + other.key,
    }),
  ).toThrow(/^ssl\.keystore\.\* cannot be used: key values mismatch$/);
});

test("a key store of PKCS12 is read, also one that is called JKS; one that is JKS is refused with the way to convert it", () => {
  const store = (type: string) => keyStore(type);
  const [pkcs12, jks] = [store("PKCS12"), store("JKS")];
  const lines = (...others: string[]) =>
    ssl("ssl.keystore.location=c", "ssl.keystore.password=s3cret", ...others);
  const { tls } = settingsIn(lines("ssl.keystore.type=PKCS12"), { c: pkcs12 }).security;
  expect(tls).toEqual({ pfx: pkcs12, passphrase: "s3cret" });
  expect(settingsIn(lines("ssl.key.password=s3cret"), { c: pkcs12 }).security.tls).toEqual(tls);
  expect(() => settingsIn(lines(), { c: jks })).toThrow(
    /not read here as JKS: PEM and PKCS12 are allowed\. To convert: keytool -importkeystore/,
  );
  expect(() => settingsIn(lines("ssl.key.password=other"), { c: pkcs12 })).toThrow(/the same is needed/);
  expect(() => settingsIn(ssl("ssl.keystore.location=c"), { c: pkcs12 })).toThrow(
    /ssl\.keystore\.password is needed/,
  );
  const wrong = ssl("ssl.keystore.location=c", "ssl.keystore.password=wr0ng");
  expect(() => settingsIn(wrong, { c: pkcs12 })).toThrow(
    /^ssl\.keystore\.\* cannot be used: mac verify failure$/,
  );
});

test("a key store of PKCS12 with the encryption of an older Java is refused with the way to convert it", () => {
  const old = keyStore("PKCS12", "-J-Dkeystore.pkcs12.legacy");
  const lines = ssl("ssl.keystore.location=c", "ssl.keystore.password=s3cret");
  expect(() => settingsIn(lines, { c: old })).toThrow(
    /^ssl\.keystore\.\* cannot be used: .*its encryption is too old\. To convert, .*keytool -importkeystore/,
  );
});

test("a file is read as Java reads it, and its errors have its name", () => {
  const folder = mkdtempSync(join(tmpdir(), "client-properties-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "client.properties");
  writeFileSync(file, Buffer.from(sasl("PLAIN", plain.replace("s3cret", "ü")).join("\n"), "latin1"));
  expect(readClientProperties(file).security.sasl?.password).toBe("ü");
  writeFileSync(file, "security.protocol=TLS");
  expect(() => readClientProperties(file)).toThrow(`${file}: security.protocol=TLS is refused`);
  expect(() => readClientProperties(join(folder, "none"))).toThrow(/none: ENOENT/);
});

/** Returns a key store with one key, as Java's own tool makes it. */
function keyStore(type: string, ...options: readonly string[]): Buffer {
  const folder = mkdtempSync(join(tmpdir(), "key-store-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "store");
  execFileSync(
    java.replace(/java$/, "keytool"),
    [
      ...options,
      ...["-genkeypair", "-keyalg", "EC", "-dname", "CN=client", "-alias", "client", "-noprompt"],
      ...["-keystore", file, "-storetype", type, "-storepass", "s3cret", "-keypass", "s3cret"],
    ],
    { stdio: "ignore" },
  );
  return readFileSync(file);
}
