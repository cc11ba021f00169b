import { expect, test } from "vitest";
import {
  junitSuite,
  type SuiteReport,
  type SuiteRun,
} from "../../../../../testbed/report/junit/junit-suite.ts";
import { type JUnitCase } from "../../../../../testbed/report/junit/junit-xml.ts";
import { defaultBudget } from "../../../../../testbed/run/judgement/budget.ts";
import { outcomes } from "../../../../../testbed/run/judgement/outcome.ts";
import { type RunOptions } from "../../../../../testbed/run/run-options.ts";
import { plantedLoadReport } from "../../../../support/page/planted-load-report.ts";
import { plantedCounts, plantedDrillReport, plantedFindings } from "../drill/planted-drill-report.ts";

const times = { startedAt: new Date("2026-11-24T10:00:00Z"), durationMs: 31_200 };
const words = Object.keys(defaultBudget).sort();

function runOf(options: Partial<RunOptions> = {}): SuiteRun {
  const fault = { spec: { kind: "kill", part: "bridge" }, outageMs: 3_000 } as const;
  return {
    name: "kill bridge",
    options: { seed: 7, budget: defaultBudget, fault, ...options } as RunOptions,
  };
}

function casesOf(report: SuiteReport, run = runOf()): readonly JUnitCase[] {
  return junitSuite(run, { report, ...times }).cases;
}

const namesOf = (cases: readonly JUnitCase[]) => cases.map(({ name }) => name).sort();
const problemsOf = (cases: readonly JUnitCase[]) => cases.flatMap(({ problem }) => problem ?? []);

test("a suite has a case for each word that the budget limits, and for the recovery from a fault", () => {
  const cases = casesOf(plantedDrillReport());
  expect(namesOf(cases)).toEqual([...words, "recovery"].sort());
  expect(problemsOf(cases)).toEqual([]);
  const { fault: _none, ...withoutFault } = runOf({ budget: { ...defaultBudget, duplicates: 50 } }).options;
  expect(namesOf(casesOf(plantedDrillReport(), { name: "none", options: withoutFault }))).toEqual(
    [...words, "duplicates"].sort(),
  );
});

test("a suite has bridge, fault and seed as properties, its time, and the verdict in one line", () => {
  const fault = { spec: { kind: "kill", part: "bridge" }, outageMs: 3_000, down: "kafka" } as const;
  const bridge = { kind: "program", command: "node mine.js" } as const;
  expect(junitSuite(runOf({ fault, bridge }), { report: plantedDrillReport(), ...times })).toMatchObject({
    properties: { bridge: "node mine.js", fault: "kill bridge while kafka is down", seed: "7" },
    ...times,
    output: "Inside the budget.",
  });
  const { fault: _none, ...options } = runOf().options;
  const { properties } = junitSuite({ name: "none", options }, { report: plantedDrillReport(), ...times });
  expect(properties).toEqual({ bridge: "mqtt-source", fault: "no fault", seed: "7" });
});

test("a suite names the consumer under test beside the bridge, without the credentials of URLs in it", () => {
  const consumer = { command: "node read.js http://u:p@h/" };
  expect(junitSuite(runOf({ consumer }), { report: plantedDrillReport(), ...times }).properties).toEqual({
    ...{ bridge: "mqtt-source", consumer: "node read.js http://***@h/" },
    ...{ fault: "kill bridge", seed: "7" },
  });
});

test("a count outside its budget is a failure with figure, allowed value, hops and readings; the others pass", () => {
  const cases = casesOf(plantedFindings());
  expect(cases.filter(({ problem }) => problem)).toEqual([
    {
      name: "lost",
      problem: {
        ...{ kind: "failure", message: "lost 3 (allowed: 0)" },
        details: `lost 3 (allowed: 0)

Lost at: mqtt-bridge 2, bridge-kafka 1.

### lost: 3

- \`d1\` seq 1 of run \`01234567\`, mqtt-bridge
- \`d1\` seq 2 of run \`01234567\`, mqtt-bridge
- \`d1\` seq 3 of run \`01234567\`, bridge-kafka`,
      },
    },
    {
      name: "recovery",
      problem: {
        ...{ kind: "failure", message: "recovery never (allowed: 4.0 s)" },
        details: "recovery never (allowed: 4.0 s)",
      },
    },
  ]);
});

test("a limited word that names no readings, and a rate that was not held, are failures with their figures", () => {
  const made = plantedDrillReport({
    ...{ outcome: "outside", outside: [{ word: "made", count: 5_000, allowed: 10 }] },
    counts: plantedCounts({ made: 5_000 }),
  });
  expect(problemsOf(casesOf(made, runOf({ budget: { made: 10 } })))).toEqual([
    { kind: "failure", message: "made 5000 (allowed: 10)", details: "made 5000 (allowed: 10)" },
  ]);
  const load = plantedLoadReport();
  const slow = {
    ...load,
    ...{ outcome: "outside" as const, outside: [{ word: "notInTime", count: 40, allowed: 10 }] },
    pace: { due: 1_000, madeInTime: 960, held: false },
  };
  expect(casesOf(slow).at(-1)).toMatchObject({
    ...{ name: "notInTime", problem: { kind: "failure", message: "notInTime 40 (allowed: 10)" } },
  });
  expect(namesOf(casesOf({ ...load, pace: null }))).not.toContain("notInTime");
});

test.each(outcomes.filter((outcome) => outcome !== "inside" && outcome !== "outside"))(
  "a run that is %s has an error in every case, and no failure, also with a count outside its budget",
  (outcome) => {
    const cases = casesOf({
      ...plantedFindings(),
      ...{ outcome, noVerdict: ["the journal has holes"], notCarriedOut: ["no reading was made"] },
      ...{ incomplete: "kafka ended\nlog", contradictions: ["lost (2)"] },
    });
    expect(cases).toHaveLength(words.length + 1);
    expect(problemsOf(cases).map(({ kind }) => kind)).toEqual(cases.map(() => "error"));
  },
);

test("a run without a report has an error in every case, with the first line of the reason; the rest is beside them", () => {
  const suite = junitSuite(runOf(), { reason: "mqtt ended by itself\nits log: mqtt://u:secret@h", ...times });
  expect(namesOf(suite.cases)).toEqual([...words, "recovery"].sort());
  for (const { problem } of suite.cases) {
    expect(problem).toEqual({
      ...{ kind: "error", message: "Not carried out: mqtt ended by itself", details: "" },
    });
  }
  expect(suite.output).toBe("Not carried out: mqtt ended by itself\nits log: mqtt://***@h");
});
