import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { CertificatesError } from "../../../../../testbed/certificates/certificates-error.ts";
import {
  makeFolder,
  replaceFiles,
  replaceFolder,
} from "../../../../../testbed/certificates/folder/replace-folder.ts";
import { checkout } from "../../../../../testbed/checkout.ts";
import { temporaryFolder } from "../../../../support/tls/temporary-folder.ts";

const module = pathToFileURL(join(checkout, "testbed/certificates/folder/replace-folder.ts")).href;

/** Returns the files of a folder with their contents. */
function contents(folder: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), "utf8")]),
  );
}

test("a process that is killed while it writes leaves the earlier files, and what it has begun goes with the next writing", async () => {
  const parent = temporaryFolder();
  const folder = join(parent, "certificates");
  await replaceFolder(folder, [["a.key", "earlier"]]);
  const program = `
    import { replaceFolder } from ${JSON.stringify(module)};
    await replaceFolder(${JSON.stringify(folder)}, (function* () {
      yield ["a.key", "later"];
      process.kill(process.pid, "SIGKILL");
    })());`;
  const { signal, stderr } = spawnSync(process.execPath, ["--input-type=module", "--eval", program], {
    encoding: "utf8",
  });
  expect({ signal, stderr }).toEqual({ signal: "SIGKILL", stderr: "" });
  expect(contents(folder)).toEqual({ "a.key": "earlier" });
  expect(readdirSync(parent)).toHaveLength(2);
  await replaceFolder(folder, [["a.key", "latest"]]);
  expect(contents(folder)).toEqual({ "a.key": "latest" });
  expect(readdirSync(parent)).toEqual(["certificates"]);
});

test("files that cannot be written leave the earlier ones, and nothing else", async () => {
  const parent = temporaryFolder();
  const folder = join(parent, "certificates");
  await replaceFolder(folder, [["a.key", "earlier"]]);
  const failed = replaceFolder(folder, [
    ["a.key", "the-secret"],
    ["no-folder/b.key", "the-secret"],
  ]);
  await expect(failed).rejects.toThrow(CertificatesError);
  await expect(failed).rejects.toThrow(`${folder} cannot be written: ENOENT`);
  await expect(failed).rejects.not.toThrow("the-secret");
  expect(contents(folder)).toEqual({ "a.key": "earlier" });
  expect(readdirSync(parent)).toEqual(["certificates"]);
});

test("a file that is replaced has the new content at once, or the earlier one", async () => {
  const folder = join(temporaryFolder(), "certificates");
  await replaceFolder(folder, [
    ["a.crt", "earlier"],
    ["a.key", "earlier"],
  ]);
  await replaceFiles(folder, [["a.key", "later"]]);
  expect(contents(folder)).toEqual({ "a.crt": "earlier", "a.key": "later" });
  await expect(replaceFiles(join(folder, "none"), [["a.key", "later"]])).rejects.toThrow(CertificatesError);
});

test("a folder that cannot be made is an error with its name", async () => {
  await expect(makeFolder("/dev/null/folder")).rejects.toThrow("/dev/null/folder cannot be written: ENOTDIR");
});
