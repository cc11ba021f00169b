import { expect, test } from "vitest";
import { type FaultSpec } from "../../testbed/faults/spec/fault-spec.ts";
import { fixtureConsumer } from "../support/commands/fixture-consumer.ts";
import { lossBudget, shortDrill } from "../support/commands/short-drill.ts";

const kill: FaultSpec = { kind: "kill", part: "consumer" };

/** Kills a faulty consumer; without toggles, since a lost final reading has another name, too. */
async function killed(name: string) {
  return await shortDrill({
    ...{ consumer: fixtureConsumer(`faulty/${name}`), fault: kill, toggleEveryMs: undefined },
    budget: { ...lossBudget, duplicates: 50 },
  });
}

test("a consumer that handles before it commits passes, also if it is killed", async () => {
  const report = await shortDrill({ consumer: fixtureConsumer("honest"), fault: kill });
  expect(report.outside).toEqual([]);
  expect([report.outcome, report.unchecked]).toEqual(["inside", []]);
  expect(report.drill.consumer).toContain("honest.ts");
  expect(report.evidence.consumer).toMatchObject({ kind: "journal", unusable: 0 });
  expect(report.recovery.ms).not.toBeNull();
});

test("a consumer that commits before it handles loses what it had not handled when it was killed", async () => {
  const { outside, counts, lostAt } = await killed("commits-early");
  expect(outside.map(({ word }) => word)).toEqual(["lost"]);
  expect(lostAt["kafka-consumer"]).toBe(counts.lost);
});

test("a consumer that never commits repeats everything after its restart", async () => {
  const { outside } = await killed("never-commits");
  expect(outside.map(({ word }) => word)).toEqual(["duplicates"]);
});

test("a consumer without a journal whose link is cut is judged by its commits alone, and the verdict says what that leaves open", async () => {
  const report = await shortDrill({
    consumer: fixtureConsumer("without-journal"),
    fault: { kind: "cut", link: "kafka-consumer" },
  });
  expect([report.outcome, report.outside]).toEqual(["inside", []]);
  expect(report.recovery.ms).not.toBeNull();
  expect(report.evidence.consumer?.kind).toBe("commits");
  expect(report.unchecked).toEqual([expect.stringContaining("it wrote no journal")]);
});
