import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, onTestFinished, test, vi } from "vitest";
import { FolderLock } from "../../../../../testbed/pipeline/folder/folder-lock.ts";
import { removeLeftContainers } from "../../../../../testbed/pipeline/folder/left-containers.ts";

afterEach(() => {
  vi.unstubAllEnvs();
});

/** Makes a script the only `docker` on the PATH. Returns the commands that it was called with. */
function onlyDocker(script: string): () => string[] {
  const folder = mkdtempSync(join(tmpdir(), "docker-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const calls = join(folder, "calls");
  writeFileSync(calls, "");
  const program = join(folder, "docker");
  writeFileSync(program, `#!/bin/sh\necho "$@" >> ${calls}\n${script}\n`);
  chmodSync(program, 0o755);
  vi.stubEnv("PATH", folder);
  return () => readFileSync(calls, "utf8").trim().split("\n").filter(Boolean);
}

const running = `case "$1 $2" in
  "ps --all") [ -e $0.gone ] || { echo "c1 kafka"; echo "c2 mosquitto"; };;
  "rm --force") : > $0.gone;;
  "network ls") echo n1;;
  "volume ls") echo v1;;
esac`;

const changes = (calls: readonly string[]) => calls.filter((call) => /^rm |^\w+ rm /.test(call));

test("containers and networks of the project are removed, and its services are named", async () => {
  const calls = onlyDocker(running);
  expect(await removeLeftContainers("one", { volumes: false })).toEqual(["kafka", "mosquitto"]);
  expect(changes(calls())).toEqual(["rm --force --volumes c1 c2", "network rm n1"]);
  for (const call of calls().filter((each) => /^ps|ls/.test(each)))
    expect(call).toContain("--filter label=com.docker.compose.project=one");
});

test("containers that another process is removing are waited for", async () => {
  // The first removal is refused; the containers go at the second one.
  const calls = onlyDocker(
    running.replace(": > $0.gone", "[ -e $0.tried ] && : > $0.gone; : > $0.tried; [ -e $0.gone ]"),
  );
  expect(await removeLeftContainers("one", { volumes: false })).toEqual(["kafka", "mosquitto"]);
  expect(changes(calls()).at(-1)).toBe("network rm n1");
  expect(changes(calls())).toHaveLength(3);
});

test("the volumes of a temporary pipeline go, too", async () => {
  const calls = onlyDocker(running);
  await removeLeftContainers("one", { volumes: true });
  expect(changes(calls())).toContain("volume rm v1");
});

test("without containers nothing is removed, and without an engine nothing is left", async () => {
  const calls = onlyDocker("");
  expect(await removeLeftContainers("one", { volumes: true })).toEqual([]);
  expect(changes(calls())).toEqual([]);
  onlyDocker("echo 'Cannot connect to the Docker daemon' >&2; exit 1");
  expect(await removeLeftContainers("one", { volumes: true })).toEqual([]);
});

test("the next pipeline in a folder removes the containers of one that was killed, and says so", async () => {
  const calls = onlyDocker(running);
  const folder = mkdtempSync(join(tmpdir(), "lock-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "lock.json");
  FolderLock.take(file).rememberProject("one");
  const lock = JSON.parse(readFileSync(file, "utf8")) as object;
  writeFileSync(file, JSON.stringify({ ...lock, bornAt: "1" }));
  using next = FolderLock.take(file);
  expect(await next.untilFree()).toContain("kafka (container), mosquitto (container).");
  expect(changes(calls())).toEqual(["rm --force --volumes c1 c2", "network rm n1"]);
});
