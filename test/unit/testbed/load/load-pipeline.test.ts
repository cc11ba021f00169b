import { expect, test } from "vitest";
import { type LinkName } from "../../../../services/shared/topology.ts";
import { type FaultSpec } from "../../../../testbed/faults/spec/fault-spec.ts";
import { loadPipeline } from "../../../../testbed/load/load-run.ts";
import { loadDefaults } from "../../../../testbed/load/load-run-options.ts";
import { type Bridge } from "../../../../testbed/pipeline/bridge.ts";

const program: Bridge = { kind: "program", command: "./bridge" };
const image: Bridge = { kind: "image", image: "bridge:1", environment: {} };

test.each<[string, FaultSpec | undefined, Bridge | undefined, LinkName[]]>([
  ["without a fault", undefined, program, []],
  ["with a fault of a link", { kind: "cut", link: "bridge-kafka" }, program, ["bridge-kafka"]],
  [
    "with a kill of a bridge program, whose absence is proven",
    { kind: "kill", part: "bridge" },
    program,
    ["mqtt-bridge"],
  ],
  ["with a planned restart of a bridge program", { kind: "stop", part: "bridge" }, program, ["mqtt-bridge"]],
  ["with a kill of a bridge image", { kind: "kill", part: "bridge" }, image, ["mqtt-bridge"]],
  ["with a pause, which ends no process", { kind: "pause", part: "bridge" }, program, []],
  ["with a kill of another part", { kind: "kill", part: "kafka" }, program, []],
  ["with a kill of Connect, which is a process of ours", { kind: "kill", part: "bridge" }, undefined, []],
])("a load run %s has these links proxied", (_, spec, bridge, links) => {
  const fault = spec && { spec, outageMs: 1 };
  const options = { ...loadDefaults, ...(bridge && { bridge }), ...(fault && { fault }) };
  expect(loadPipeline(options).links).toEqual(links);
});
