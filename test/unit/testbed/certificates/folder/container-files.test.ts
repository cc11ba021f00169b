import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  containerFileNames,
  containersIn,
  writeContainerFiles,
} from "../../../../../testbed/certificates/folder/container-files.ts";
import { makeCertificates, replaceIdentity } from "../../../../../testbed/certificates/write-certificates.ts";
import { temporaryFolder } from "../../../../support/tls/temporary-folder.ts";

test("each container has copies of its own files, which its user can read, below a folder that only the owner can open", async () => {
  const folder = join(temporaryFolder(), "certificates");
  await makeCertificates(folder);
  const umask = process.umask(0o077);
  try {
    await writeContainerFiles(folder);
  } finally {
    process.umask(umask);
  }
  const root = containersIn(folder);
  const found = readdirSync(root, { recursive: true, withFileTypes: true });
  expect(
    found
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name).slice(root.length + 1))
      .sort(),
  ).toEqual([...containerFileNames].sort());
  for (const { parentPath, name } of found) expect(statSync(join(parentPath, name)).mode & 0o444).toBe(0o444);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
});

test("no container has a private key of another part, but for the proxy, which has that of the link's client", () => {
  const keys = containerFileNames
    .filter((name) => /\.(key|pem|p12|properties)$/.test(name))
    .map((name) => name.split("/"));
  const others = keys
    .filter(([container = "", , file = ""]) => !new RegExp(`^${container}[.-]`).test(file))
    .map(([container, , file]) => `${container} ${file}`);
  expect(others).toEqual([
    "rights kafka.properties",
    "connect connector.pem",
    "connect connector.key",
    "proxy connector.key",
  ]);
});

test("a new certificate of an identity is in the containers at once", async () => {
  const folder = join(temporaryFolder(), "certificates");
  const authority = await makeCertificates(folder);
  await writeContainerFiles(folder);
  const mounted = join(containersIn(folder), "kafka");
  const permissions = () =>
    readdirSync(mounted, { recursive: true, encoding: "utf8" }).map((name) => {
      const { mode, uid, gid } = statSync(join(mounted, name));
      return { name, mode, uid, gid };
    });
  const [before, { ino }] = [permissions(), statSync(mounted)];
  await replaceIdentity(folder, "kafka", await authority.issue("kafka"));
  const read = (...path: string[]) => readFileSync(join(...path), "utf8");
  expect(read(mounted, "certificates", "kafka.pem")).toBe(read(folder, "kafka.pem"));
  expect(permissions()).toEqual(before);
  // Another folder would not be seen by a container that runs.
  expect(statSync(mounted).ino).toBe(ino);
});
