import { expect, test } from "vitest";
import { inject } from "../../../../testbed/faults/inject.ts";
import { type FaultSpec } from "../../../../testbed/faults/spec/fault-spec.ts";
import { type Pipeline } from "../../../../testbed/pipeline/pipeline.ts";

/** A pipeline that only records the calls of its parts and links. */
function recordingPipeline() {
  const calls: string[] = [];
  const call = (name: string, action: string) => async (argument?: unknown) => {
    calls.push([action, name, ...(argument === undefined ? [] : [JSON.stringify(argument)])].join(" "));
  };
  const part = (name: string) =>
    Object.fromEntries(
      ["start", "stop", "kill", "pause", "resume"].map((action) => [action, call(name, action)]),
    );
  const instances = (name: string) => [part(name)];
  const status = { connections: { silenced: 0, held: 0, reset: 0 }, bytes: { discarded: 0 }, limitedMs: 0 };
  const link = (name: string) => ({
    status: async () => status,
    set: async (state: unknown) => {
      await call(name, "set")(state);
      return status;
    },
  });
  return { calls, pipeline: { part, link, instances } as unknown as Pipeline };
}

test.each<[FaultSpec, readonly string[]]>([
  [{ kind: "none" }, []],
  [{ kind: "kill", part: "kafka" }, ["kill kafka", "start kafka"]],
  [{ kind: "stop", part: "bridge" }, ["stop bridge", "start bridge"]],
  [{ kind: "pause", part: "mqtt" }, ["pause mqtt", "resume mqtt"]],
  [
    { kind: "cut", link: "mqtt-bridge" },
    ['set mqtt-bridge {"state":"cut"}', 'set mqtt-bridge {"state":"up"}'],
  ],
  [
    { kind: "slow", link: "bridge-kafka", delayMs: 70 },
    ['set bridge-kafka {"state":"slow","delayMs":70}', 'set bridge-kafka {"state":"up"}'],
  ],
  [
    { kind: "hang", link: "kafka-consumer" },
    ['set kafka-consumer {"state":"hang"}', 'set kafka-consumer {"state":"up"}'],
  ],
  [
    { kind: "thin", link: "publisher-mqtt", kilobytesPerSecond: 3 },
    ['set publisher-mqtt {"state":"thin","kilobytesPerSecond":3}', 'set publisher-mqtt {"state":"up"}'],
  ],
  [
    { kind: "flap", link: "mqtt-bridge", cuts: 2 },
    ['set mqtt-bridge {"state":"cut"}', 'set mqtt-bridge {"state":"up"}'],
  ],
])("%j is injected, and healed when it is disposed", async (spec, expected) => {
  const { calls, pipeline } = recordingPipeline();
  const fault = await inject(pipeline, spec, 60_000);
  expect(calls).toEqual(expected.slice(0, 1));
  await fault[Symbol.asyncDispose]();
  expect(calls).toEqual(expected);
});
