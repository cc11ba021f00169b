import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { allFileNames, isPublic } from "../../../../testbed/certificates/folder/file-names.ts";
import { checkout } from "../../../../testbed/checkout.ts";
import { FolderLock } from "../../../../testbed/pipeline/folder/folder-lock.ts";
import { writeOwnCertificates } from "../../../support/tls/own-certificates.ts";
import { temporaryFolder } from "../../../support/tls/temporary-folder.ts";

/** Runs the command under a umask. */
function certificates(args: readonly string[], umask = "022") {
  const command = [process.execPath, join(checkout, "testbed/cli/main.ts"), "certificates", ...args];
  const script = `umask ${umask}; exec "$@"`;
  const { status, stdout, stderr } = spawnSync("sh", ["-c", script, "sh", ...command], { encoding: "utf8" });
  return { status, stdout, stderr };
}

/** Returns the names of the files in a folder, without those of folders in it. */
function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);
}

/** Returns the secrets in a folder of certificates: lines of keys, and the password. */
function secretsIn(folder: string): string[] {
  const texts = allFileNames.filter((name) => name.endsWith(".key") || name.endsWith(".password"));
  return texts
    .flatMap((name) => readFileSync(join(folder, name), "utf8").split("\n"))
    .filter((line) => line !== "" && !line.startsWith("-----"));
}

test.each(["077", "000"])(
  "certificates are made once, private under umask %s, and no secret is printed",
  (umask) => {
    const folder = temporaryFolder();
    const path = join(folder, "certificates");
    const made = certificates(["--folder", folder], umask);
    expect(made).toMatchObject({ status: 0, stderr: "" });
    expect(made.stdout).toContain(`Certificates were made (there were none) in ${path}, valid until 2`);
    expect(statSync(path).mode & 0o777).toBe(0o700);
    const modes = new Set(
      filesIn(path).map(
        (name) => `${isPublic(name)} ${(statSync(join(path, name)).mode & 0o777).toString(8)}`,
      ),
    );
    expect(modes).toEqual(new Set(["true 644", "false 600"]));
    const before = readFileSync(join(path, "kafka.pem"), "utf8");
    const kept = certificates(["--folder", folder], umask);
    expect(kept).toMatchObject({ status: 0, stderr: "" });
    expect(kept.stdout).toContain(`Certificates are kept in ${path}, valid until 2`);
    expect(readFileSync(join(path, "kafka.pem"), "utf8")).toBe(before);
    expect(readdirSync(folder)).toEqual(["certificates"]);
    const secrets = secretsIn(path);
    expect(secrets.length).toBeGreaterThan(13);
    expect(secrets.filter((secret) => `${made.stdout}${kept.stdout}`.includes(secret))).toEqual([]);
  },
);

test("certificates of the user are copied, or refused with a line for each problem", async () => {
  const folder = temporaryFolder();
  const own = join(folder, "own");
  await writeOwnCertificates(own);
  const copied = certificates(["--folder", folder, "--from", own]);
  expect(copied).toMatchObject({ status: 0, stderr: "" });
  expect(copied.stdout).toContain("Certificates were copied (there were none)");
  writeFileSync(
    join(own, "kafka.key"),
    "-----BEGIN PRIVATE KEY-----\nthe-secret\n-----END PRIVATE KEY-----\n",
  );
  const refused = certificates(["--folder", folder, "--from", own]);
  expect(refused).toEqual({
    status: 2,
    stdout: "",
    stderr: `\n${own}: kafka.key has no private key in PEM format that is not encrypted\n`,
  });
});

test("a folder that a pipeline uses is left as it is", () => {
  const folder = temporaryFolder();
  const lock = FolderLock.take(join(folder, "lock.json"));
  onTestFinished(() => lock[Symbol.dispose]());
  const { status, stderr } = certificates(["--folder", folder]);
  expect({ status, stderr }).toEqual({
    status: 2,
    stderr: `\n${folder} is in use by the pipeline of process ${process.pid}: stop it first\n`,
  });
  expect(readdirSync(folder)).toEqual(["lock.json"]);
});

test.each([
  [["extra"], "error: too many arguments for 'certificates'. Expected 0 arguments but got 1: extra."],
  [["--from", "a", "--fresh"], "error: option '--from <folder>' cannot be used with option '--fresh'"],
  [
    ["--folder", "/dev/null/x"],
    "/dev/null/x/certificates cannot be read: ENOTDIR: not a directory, scandir '/dev/null/x/certificates'",
  ],
])("%j is refused in one line", (args, line) => {
  const { status, stdout, stderr } = certificates(args);
  expect({ status, stdout, stderr: stderr.trim() }).toEqual({ status: 2, stdout: "", stderr: line });
});
