import { expect, test } from "vitest";
import { asOnePart, PartGroup } from "../../../../../testbed/pipeline/cluster/part-group.ts";
import { type Part, type ProcessName } from "../../../../../testbed/pipeline/part.ts";

function stubPart(name: ProcessName, usableAt: number, actions: string[], fails = false): Part<ProcessName> {
  const act = (what: string) => async () => {
    actions.push(`${what} ${name}`);
    if (fails) throw new Error(`${name} fails`);
  };
  return {
    ...{ name, logFile: `${name}.log`, startTimes: { startedAt: 0, usableAt } },
    ...{
      start: act("start"),
      stop: act("stop"),
      kill: act("kill"),
      pause: act("pause"),
      resume: act("resume"),
      reload: act("reload"),
    },
    processId: () => Promise.resolve(1),
  };
}

test("what is asked of a group happens to all its processes, and its start is that of the last one usable", async () => {
  const actions: string[] = [];
  const group = new PartGroup("kafka", [stubPart("kafka-1", 30, actions), stubPart("kafka-2", 20, actions)]);
  await group.kill();
  await group.start();
  expect(actions).toEqual(["kill kafka-1", "kill kafka-2", "start kafka-1", "start kafka-2"]);
  expect(group.startTimes.usableAt).toBe(30);
});

test("a failure of one process is thrown when all have been asked", async () => {
  const actions: string[] = [];
  const group = new PartGroup("kafka", [
    stubPart("kafka-1", 1, actions, true),
    stubPart("kafka-2", 1, actions),
  ]);
  await expect(group.stop()).rejects.toThrow("kafka-1 fails");
  expect(actions).toEqual(["stop kafka-1", "stop kafka-2"]);
});

test("the only process of a part is the part itself", () => {
  const only = stubPart("kafka", 1, []);
  expect(asOnePart("kafka", [only])).toBe(only);
});
