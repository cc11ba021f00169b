import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { BridgeContainer } from "../../../../../testbed/pipeline/container/bridge-container.ts";
import { onlyDocker } from "../../../../support/commands/only-docker.ts";

const variables = {
  MQTT_URL: "mqtt://127.0.0.1:1",
  MQTT_TOPIC: "coffee",
  MQTT_QOS: "1",
  KAFKA_BROKERS: "127.0.0.1:2",
  KAFKA_TOPIC: "coffee",
};

/** A container of an engine that records, at its creation, the file of the environment, its mode, and LINES of its own environment. */
function recorded(environment: Readonly<Record<string, string>>, script = "") {
  const folder = mkdtempSync(join(tmpdir(), "container-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const environmentFile = join(folder, "env");
  const record = `PATH=/usr/bin:/bin
    [ "$1" = create ] && { stat -c %a ${environmentFile}; cat ${environmentFile}; echo "LINES=$LINES."; } >> $0.created
    ${script}`;
  const calls = onlyDocker(record);
  const notices: string[] = [];
  const created: string[] = [];
  const container = new BridgeContainer({ kind: "image", image: "bridge:1", environment }, variables, {
    mark: "m1",
    environmentFile,
    onCreate: () => void created.push(...calls()),
    onNotice: (notice) => void notices.push(notice),
  });
  const seen = () => calls().length;
  return { container, calls, notices, environmentFile, created, seen };
}

test("a container has the mark of its pipeline, the network of this machine, and all values by a file of its user alone", async () => {
  const { container, calls, environmentFile } = recorded({ TOKEN: " s3cret=1 ", LINES: "a\ns3cret" });
  await container.create();
  await container.create();
  expect(calls()).toEqual([
    `create --pull never --name mqtt-kafka-testbed-bridge-m1 --label mqtt-kafka-testbed.pipeline=m1 --network host --restart no --log-driver none --env-file ${environmentFile} --env LINES bridge:1`,
  ]);
  expect(existsSync(environmentFile)).toBe(false);
});

test("the values reach the engine unchanged, also one of several lines", async () => {
  const { container, environmentFile } = recorded(
    { TOKEN: " s3cret=1 ", LINES: "a\nb" },
    `[ "$1" = create ] && { cat $0.created >&2; exit 1; }`,
  );
  await expect(container.create()).rejects.toThrow(
    [
      "600",
      "TOKEN= s3cret=1 ",
      ...Object.entries(variables).map(([name, value]) => `${name}=${value}`),
      "LINES=a",
      "b.",
    ].join("\n"),
  );
  expect(existsSync(environmentFile)).toBe(false);
});

test("its creation is recorded before it begins, and a file of that name is not followed", async () => {
  const { container, environmentFile, calls, created } = recorded({});
  writeFileSync(environmentFile, "of others");
  await expect(container.create()).rejects.toThrow("EEXIST");
  expect([created, calls()]).toEqual([[], []]);
});

test("it is removed with its volumes, and one that was never created is not asked for", async () => {
  const { container, calls } = recorded({});
  await container[Symbol.asyncDispose]();
  expect(calls()).toEqual([]);
  await container.create();
  await container[Symbol.asyncDispose]();
  expect(calls().at(-1)).toBe("rm --force --volumes mqtt-kafka-testbed-bridge-m1");
});

test("one that cannot be removed is named, with the command that removes it", async () => {
  const { container, notices } = recorded(
    {},
    '[ "$1" = rm ] && { echo "driver failed" >&2; exit 1; }; exit 0',
  );
  await container.create();
  await container[Symbol.asyncDispose]();
  expect(notices).toEqual([
    'The container mqtt-kafka-testbed-bridge-m1 of the bridge could not be removed; remove it with "docker rm --force mqtt-kafka-testbed-bridge-m1". driver failed',
  ]);
});

test("one whose creation has failed leaves nothing to say", async () => {
  const { container, notices } = recorded({}, 'echo "No such container: x" >&2; exit 1');
  await expect(container.create()).rejects.toThrow("No such container");
  await container[Symbol.asyncDispose]();
  expect(notices).toEqual([]);
});

test("its processes are unknown if the engine runs on another machine", async () => {
  const { container } = recorded({}, 'case "$1" in info) echo elsewhere;; inspect) echo 42;; esac');
  expect(await container.otherHost()).toBe("elsewhere");
  expect(await container.processId()).toBeUndefined();
});
