import { chmodSync, copyFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  type CertificateSource,
  certificateState,
} from "../../../../testbed/certificates/certificate-state.ts";
import { CertificatesError } from "../../../../testbed/certificates/certificates-error.ts";
import { allFileNames } from "../../../../testbed/certificates/folder/file-names.ts";
import { makeCertificates, writeCertificates } from "../../../../testbed/certificates/write-certificates.ts";
import { writeOwnCertificates } from "../../../support/tls/own-certificates.ts";
import { temporaryFolder } from "../../../support/tls/temporary-folder.ts";

const dayMs = 86_400_000;

const made = mkdtempSync(join(tmpdir(), "certificates-test-"));
const certificates = join(made, "certificates");
const own = join(made, "own");
beforeAll(async () => {
  await makeCertificates(certificates);
  await writeOwnCertificates(own);
});
afterAll(() => rmSync(made, { recursive: true }));

/** Returns a copy that a test may change, with its permissions. */
function copy(): string {
  const folder = join(temporaryFolder(), "certificates");
  cpSync(certificates, folder, { recursive: true });
  chmodSync(folder, 0o700);
  return folder;
}

/** Returns the reason why certificates have to be written; `undefined` if they are kept. */
async function reason(folder: string, source: CertificateSource = {}, now = new Date()) {
  const state = await certificateState(folder, source, now);
  return state.kind === "kept" ? undefined : state.reason;
}

test("certificates that are complete and valid are kept until they end in less than 30 days", async () => {
  const state = await certificateState(certificates, {});
  const inDays = (days: number) => new Date(Date.now() + days * dayMs);
  expect(state).toMatchObject({ kind: "kept" });
  expect(Number(state.kind === "kept" && state.endsAt)).toBeCloseTo(Number(inDays(365)), -5);
  expect(await reason(certificates, {}, inDays(334))).toBeUndefined();
  expect(await reason(certificates, {}, inDays(336))).toMatch(/^ca\.crt ends on .*, in less than 30 days$/);
  expect(await reason(certificates, {}, inDays(366))).toMatch(/^ca\.crt ended on /);
});

test("certificates are needed if there are none, or fresh ones are asked for", async () => {
  expect(await reason(join(temporaryFolder(), "certificates"))).toBe("there were none");
  expect(await reason(certificates, { fresh: true })).toBe("asked for by --fresh");
});

test("certificates are needed if any file is missing", async () => {
  const folder = copy();
  for (const name of allFileNames) {
    rmSync(join(folder, name));
    expect(await reason(folder)).toBe(`${name} is missing`);
    copyFileSync(join(certificates, name), join(folder, name));
    chmodSync(join(folder, name), 0o600);
  }
  expect(await reason(folder)).toBeUndefined();
});

test("certificates are needed if others could have read a key", async () => {
  const folder = copy();
  for (const name of ["kafka.key", "kafka.pem", "connect.p12", "connect.password"]) {
    chmodSync(join(folder, name), 0o640);
    expect(await reason(folder)).toBe(`${name} could be read by others`);
    chmodSync(join(folder, name), 0o600);
  }
  chmodSync(folder, 0o755);
  expect(await reason(folder)).toBe("the folder was open to others");
});

test("certificates are needed if a file is broken", async () => {
  const folder = copy();
  writeFileSync(join(folder, "kafka.key"), "");
  expect(await reason(folder)).toBe("kafka.key has no private key in PEM format that is not encrypted");
});

test("those of the user are copied once, and kept while they are the same", async () => {
  const folder = copy();
  const state = await certificateState(folder, { from: own });
  expect(state).toMatchObject({ kind: "needed", reason: "there were others" });
  if (state.kind !== "needed" || state.own === undefined) throw new Error("nothing to copy");
  await writeCertificates(folder, state.own);
  expect(await reason(folder, { from: own })).toBeUndefined();
  expect(await reason(folder)).toBeUndefined();
  expect(readFileSync(join(folder, "connect-ca.crt"), "utf8")).toBe(
    readFileSync(join(own, "ca.crt"), "utf8"),
  );
});

test("those of the user are not replaced unasked once they cannot be used", async () => {
  const folder = join(temporaryFolder(), "certificates");
  const state = await certificateState(folder, { from: own });
  if (state.kind !== "needed" || state.own === undefined) throw new Error("nothing to copy");
  await writeCertificates(folder, state.own);
  const tomorrow = new Date(Date.now() + dayMs);
  await expect(certificateState(folder, {}, tomorrow)).rejects.toThrow(CertificatesError);
  await expect(certificateState(folder, {}, tomorrow)).rejects.toThrow(
    /^\S+ has certificates of your own, and ca\.crt ended on \S+: --from <folder> copies them anew, --fresh makes the testbed's$/,
  );
  expect(await reason(folder, { fresh: true }, tomorrow)).toBe("asked for by --fresh");
});

test("those of the user are refused with a line for each problem", async () => {
  const folder = temporaryFolder();
  cpSync(own, folder, { recursive: true });
  copyFileSync(join(own, "tap.key"), join(folder, "tester.key"));
  rmSync(join(folder, "tap.key"));
  await expect(certificateState(certificates, { from: folder })).rejects.toThrow(
    `${folder}: tap.key is missing\n${folder}: tester.key is not the key of tester.crt`,
  );
  const none = join(folder, "none");
  await expect(certificateState(certificates, { from: none })).rejects.toThrow(
    `${none}: there is no such folder`,
  );
});
