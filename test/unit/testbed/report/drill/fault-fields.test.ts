import { expect, test } from "vitest";
import { catalogue } from "../../../../../testbed/faults/catalogue.ts";
import { type FaultSpec } from "../../../../../testbed/faults/spec/fault-spec.ts";
import { drillTitle } from "../../../../../testbed/report/drill/drill-title.ts";
import { defaultParameters, faultFieldsOf } from "../../../../../testbed/report/drill/fault-fields.ts";
import { plantedDrillReport } from "./planted-drill-report.ts";

test.each<[string, FaultSpec, ("kafka" | null)?]>([
  ["no fault", { kind: "none" }],
  ["kill bridge", { kind: "kill", part: "bridge" }],
  ["cut bridge-kafka while kafka is down", { kind: "cut", link: "bridge-kafka" }, "kafka"],
  ["slow mqtt-bridge by 250 ms in each direction", { kind: "slow", link: "mqtt-bridge", delayMs: 250 }],
  ["flap mqtt-bridge 3 times", { kind: "flap", link: "mqtt-bridge", cuts: 3 }],
  [
    "thin bridge-kafka at 7 kB/s in each direction",
    { kind: "thin", link: "bridge-kafka", kilobytesPerSecond: 7 },
  ],
])(
  "the title %s has the fault, its target, its parameters and the part that is down",
  (title, spec, down = null) => {
    const { drill } = plantedDrillReport();
    expect(drillTitle(plantedDrillReport({ drill: { ...drill, ...faultFieldsOf(spec), down } }))).toBe(title);
  },
);

test("the default parameters of all faults are said in words", () => {
  const words = "flap 5 times, slow by 500 ms in each direction, thin at 20 kB/s in each direction";
  expect(defaultParameters(catalogue)).toBe(words);
  expect(defaultParameters([...catalogue, ...catalogue])).toBe(`${words}, ${words}`);
});
