import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { consumerUnderTest } from "../../../../../testbed/pipeline/start/consumer-under-test.ts";

const signal = new AbortController().signal;

function setUp() {
  const folder = mkdtempSync(join(tmpdir(), "consumer-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const log = join(folder, "consumer.log");
  const group = { joined: false };
  const membership = {
    groupId: "g",
    begin: async () => undefined,
    hasJoined: async () => group.joined,
  };
  const environment = {
    KAFKA_BROKERS: "b:1",
    KAFKA_TOPIC: "t",
    KAFKA_GROUP: "g",
    KAFKA_CONFIG: undefined,
    JOURNAL: "/j",
  };
  return { log, group, program: consumerUnderTest({ command: "run it" }, membership, environment, log) };
}

test("a consumer is told where to read and to write, whatever the tester's environment has", () => {
  const { program } = setUp();
  expect(program.environment).toMatchObject({
    KAFKA_BROKERS: "b:1",
    KAFKA_GROUP: "g",
    KAFKA_CONFIG: undefined,
    JOURNAL: "/j",
  });
});

test("a consumer is usable once its group has it as a member with partitions", async () => {
  const { group, program } = setUp();
  await program.prepare?.(signal);
  await expect(program.isUsable(1, signal)).rejects.toThrow(
    "it has no partition in the group g (KAFKA_GROUP), and has not written the line READY",
  );
  group.joined = true;
  expect(await program.isUsable(1, signal)).toBe(true);
});

test("a consumer that writes the line READY is usable; that of an earlier start, or in another line, does not count", async () => {
  const { log, program } = setUp();
  writeFileSync(log, "READY\n");
  await program.prepare?.(signal);
  appendFileSync(log, "NOT READY\n");
  await expect(program.isUsable(1, signal)).rejects.toThrow("READY");
  appendFileSync(log, "READY\n");
  expect(await program.isUsable(1, signal)).toBe(true);
});
