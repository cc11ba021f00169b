import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { requireEngine } from "../../../../../testbed/pipeline/compose/engine.ts";

const folders: string[] = [];

afterEach(() => {
  vi.unstubAllEnvs();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

test("an engine from 20.10 on, with compose, is fit", async () => {
  onlyDocker(`echo 20.10.24+dfsg1`);
  await expect(requireEngine()).resolves.toBeUndefined();
});

test("an engine before 20.10 is refused with its version and the one that is needed", async () => {
  onlyDocker(`echo 20.9.1`);
  await expect(requireEngine()).rejects.toThrow("The Docker engine is 20.9.1; 20.10 or later is needed.");
  onlyDocker(`echo 19.03.15`);
  await expect(requireEngine()).rejects.toThrow("The Docker engine is 19.03.15");
});

test("an engine that does not answer is told, with the reason and the way without one", async () => {
  onlyDocker(`echo "Cannot connect to the Docker daemon" >&2; exit 1`);
  await expect(requireEngine()).rejects.toThrow(
    /No Docker engine answers: start one, or .*--runtime local.*Cannot connect to the Docker daemon/s,
  );
});

test("no docker at all is told in the same way", async () => {
  vi.stubEnv("PATH", emptyFolder());
  await expect(requireEngine()).rejects.toThrow(/No Docker engine answers.*ENOENT/s);
});

test("an engine without compose v2 is told, with what to install", async () => {
  onlyDocker(
    `[ "$1" = version ] && echo 28.2.2 || { echo "'compose' is not a docker command" >&2; exit 1; }`,
  );
  await expect(requireEngine()).rejects.toThrow(/install Docker's compose plugin.*not a docker command/s);
});

/** Puts a program on the PATH that answers in docker's place: engines that this machine does not have. */
function onlyDocker(script: string): void {
  const folder = emptyFolder();
  const program = join(folder, "docker");
  writeFileSync(program, `#!/bin/sh\n${script}\n`);
  chmodSync(program, 0o755);
  vi.stubEnv("PATH", folder);
}

function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "docker-"));
  folders.push(folder);
  return folder;
}
