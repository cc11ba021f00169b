import { execFileSync, spawnSync } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { certificateState } from "../../../../testbed/certificates/certificate-state.ts";
import { allFileNames, isPublic, kafkaClients } from "../../../../testbed/certificates/folder/file-names.ts";
import {
  hostsOf,
  type IdentityName,
  identityNames,
  serversOf,
  usesOf,
} from "../../../../testbed/certificates/identities.ts";
import { makeCertificates, replaceIdentity } from "../../../../testbed/certificates/write-certificates.ts";
import { temporaryFolder } from "../../../support/tls/temporary-folder.ts";

test("OpenSSL finds all certificates valid by the strict rules, for their uses", async () => {
  const folder = join(temporaryFolder(), "certificates");
  await makeCertificates(folder);
  for (const [use, purpose] of [
    ["server", "sslserver"],
    ["client", "sslclient"],
  ] as const) {
    const files = identityNames.filter((name) => usesOf(name).includes(use)).map((name) => `${name}.crt`);
    const options = [
      "-x509_strict",
      "-purpose",
      purpose,
      "-CAfile",
      "ca.crt",
      "-untrusted",
      "connect-ca.crt",
    ];
    const printed = execFileSync("openssl", ["verify", ...options, ...files], {
      cwd: folder,
      encoding: "utf8",
    });
    expect(printed.trim().split("\n")).toEqual(files.map((file) => `${file}: OK`));
  }
});

test("the CA of Connect's REST interface vouches for the clients of Connect only", async () => {
  const folder = join(temporaryFolder(), "certificates");
  await makeCertificates(folder);
  // As Java's trust stores: a CA that is trusted need not be a root.
  const options = ["-x509_strict", "-partial_chain", "-purpose", "sslclient", "-CAfile", "connect-ca.crt"];
  const isVouchedFor = (name: IdentityName) =>
    spawnSync("openssl", ["verify", ...options, `${name}.crt`], { cwd: folder }).status === 0;
  expect(identityNames.filter(isVouchedFor)).toEqual(
    identityNames.filter((name) => serversOf(name).includes("connect")),
  );
});

test("each identity is for what it does: who listens is a server, who connects is a client", () => {
  for (const name of identityNames) {
    expect(usesOf(name).length).toBeGreaterThan(0);
    expect(usesOf(name).includes("server")).toBe(hostsOf(name).length > 0);
  }
});

test("a folder has its files only, and only certificates can be read by others", async () => {
  const folder = join(temporaryFolder(), "certificates");
  await makeCertificates(folder);
  expect(readdirSync(folder).sort()).toEqual([...allFileNames].sort());
  const modes = allFileNames.map((name) => [name, statSync(join(folder, name)).mode & 0o777]);
  expect(modes).toEqual(allFileNames.map((name) => [name, isPublic(name) ? 0o644 : 0o600]));
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  const secret = allFileNames.filter((name) =>
    /PRIVATE KEY/.test(readFileSync(join(folder, name), "latin1")),
  );
  expect(secret.filter(isPublic)).toEqual([]);
  expect(secret).toHaveLength(2 * identityNames.length + kafkaClients.length);
});

test("one identity can be replaced while the others stay; the store keeps its password", async () => {
  const folder = join(temporaryFolder(), "certificates");
  const authority = await makeCertificates(folder);
  const read = () => new Map(allFileNames.map((name) => [name, readFileSync(join(folder, name), "latin1")]));
  const before = read();
  await replaceIdentity(folder, "connect", await authority.issue("connect"));
  const after = read();
  const changed = allFileNames.filter((name) => before.get(name) !== after.get(name));
  expect(changed.sort()).toEqual([
    ...["connect.crt", "connect.key", "connect.p12", "connect.pem", "connect.properties"],
  ]);
  expect(await certificateState(folder, {})).toMatchObject({ kind: "kept" });
  expect(readdirSync(folder)).toHaveLength(allFileNames.length);
});
