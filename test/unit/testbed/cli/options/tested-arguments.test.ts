import { expect, test } from "vitest";
import { foreignOf } from "../../../../../testbed/cli/options/foreign-arguments.ts";
import { type RunArguments } from "../../../../../testbed/cli/options/run-arguments.ts";
import { onlyTestedOf, testedOf } from "../../../../../testbed/cli/options/tested-arguments.ts";
import { testedName } from "../../../../../testbed/run/tested-name.ts";

const given = (changed: Partial<RunArguments>) =>
  ({
    ...{ runtime: "local", bridgeCommand: [], bridgeImage: [], bridgeEnv: [] },
    ...{ connector: [], plugin: [], consumerCommand: [] },
    ...changed,
  }) as unknown as RunArguments;
const namesOf = (changed: Partial<RunArguments>) => testedOf(given(changed), true).map(testedName);

test("a series has ours first, then each bridge, then all of these with each consumer", () => {
  expect(namesOf({})).toEqual(["mqtt-source"]);
  expect(namesOf({ bridgeCommand: ["b"], consumerCommand: ["c", "d"] })).toEqual([
    ...["mqtt-source", "b"],
    ...["mqtt-source → c", "b → c"],
    ...["mqtt-source → d", "b → d"],
  ]);
});

test("a consumer that is given twice is two consumers, told apart by numbers", () => {
  expect(namesOf({ consumerCommand: ["c", "c"] })).toEqual([
    "mqtt-source",
    "mqtt-source → c",
    "mqtt-source → c #2",
  ]);
});

test("a run has the bridge and the consumer that are given", () => {
  expect(onlyTestedOf(given({}), true)).toEqual({});
  expect(onlyTestedOf(given({ bridgeCommand: ["b"], consumerCommand: ["c"] }), true)).toEqual({
    bridge: { kind: "program", command: "b" },
    consumer: { command: "c" },
  });
});

test("a consumer under test may be behind a pipeline that runs elsewhere", () => {
  const foreign = { ...given({ consumerCommand: ["c"] }), mqtt: "mqtt://m", kafka: "k:1" };
  expect(foreignOf(foreign)).toMatchObject({ kafkaBrokers: "k:1" });
  expect(onlyTestedOf(foreign, true)).toEqual({ consumer: { command: "c" } });
});

test.each<[Partial<RunArguments>, string]>([
  [{ consumerCommand: ["c", "d"] }, "one --consumer-command is allowed; drill matrix accepts several"],
  [{ consumerCommand: [" "] }, "--consumer-command is empty: a shell command is allowed"],
  [
    { consumerCommand: ["c"], runtime: "compose" },
    "--runtime compose: --consumer-command runs in the runtime local only",
  ],
])("%j is refused in one sentence", (changed, message) => {
  expect(() => onlyTestedOf(given(changed), true)).toThrow(message);
});
