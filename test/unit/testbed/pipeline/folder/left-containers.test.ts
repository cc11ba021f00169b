import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { FolderLock } from "../../../../../testbed/pipeline/folder/folder-lock.ts";
import {
  removeLeftBridge,
  removeLeftContainers,
} from "../../../../../testbed/pipeline/folder/left-containers.ts";
import { onlyDocker } from "../../../../support/commands/only-docker.ts";

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

test("the container of a bridge is found by the mark of its pipeline alone, and removed with its volumes", async () => {
  const calls = onlyDocker(`case "$1 $2" in
    "ps --all") [ -e $0.gone ] || echo "c1 ";;
    "rm --force") : > $0.gone;;
  esac`);
  expect(await removeLeftBridge("m1")).toEqual(["connect"]);
  expect(changes(calls())).toEqual(["rm --force --volumes c1"]);
  for (const call of calls().filter((each) => each.startsWith("ps")))
    expect(call).toContain("--filter label=mqtt-kafka-testbed.pipeline=m1");
});

test("the next pipeline in a folder removes the container of the bridge of one that was killed, and says so", async () => {
  const calls = onlyDocker(`case "$1 $2" in
    "ps --all") [ -e $0.gone ] || echo "c1 ";;
    "rm --force") : > $0.gone;;
  esac`);
  const folder = mkdtempSync(join(tmpdir(), "lock-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "lock.json");
  FolderLock.take(file).rememberBridgeContainer();
  const lock = JSON.parse(readFileSync(file, "utf8")) as { readonly mark: string };
  writeFileSync(file, JSON.stringify({ ...lock, bornAt: "1" }));
  using next = FolderLock.take(file);
  expect(await next.untilFree()).toContain("it has been ended: connect (container).");
  expect(calls()[0]).toContain(`label=mqtt-kafka-testbed.pipeline=${lock.mark}`);
});
