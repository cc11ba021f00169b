import { expect, test } from "vitest";
import { suiteRuns } from "../../../../../testbed/report/junit/suite-runs.ts";
import { type RunOptions } from "../../../../../testbed/run/run-options.ts";

const options = {} as RunOptions;
const entry = (name: string, bridge: string) => ({ name, bridge, options });

test("the runs of one bridge are named as in the series, those of several with the bridge", () => {
  const namesOf = (...entries: ReturnType<typeof entry>[]) => suiteRuns(entries).map(({ name }) => name);
  expect(namesOf(entry("kill bridge qos 1", "mine"), entry("kill bridge qos 2", "mine"))).toEqual([
    "kill bridge qos 1",
    "kill bridge qos 2",
  ]);
  expect(namesOf(entry("round 1", "mqtt-source"), entry("round 1", "node mine.js"))).toEqual([
    "round 1, mqtt-source",
    "round 1, node mine.js",
  ]);
});
