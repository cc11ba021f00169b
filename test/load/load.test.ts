import { test as base, expect } from "vitest";
import { loadReport } from "../../testbed/report/load/load-report.ts";
import { TestbedCommand } from "../support/commands/testbed-command.ts";
import { engineIsMissing } from "../support/pipeline/engine-is-missing.ts";

const onCompose = process.env["TEST_RUNTIME"] === "compose";
const isSecure = process.env["TEST_FORM"] === "secure";
const test = onCompose && (await engineIsMissing()) ? base.skip : base;

test("a load run accounts for every reading, measures every span and every second, and leaves nothing behind", async () => {
  await using load = new TestbedCommand(
    ...["load", "--runtime", onCompose ? "compose" : "local", "--devices", "60", "--rate", "300"],
    ...["--warm-up", "2s", "--for", "4s", "--connections", "3", "--profile", "burst"],
    ...(isSecure ? ["--secure"] : []),
  );
  expect([await load.exitCode, load.output]).toEqual([0, expect.stringContaining("Inside the budget.")]);
  const report = loadReport.parse(load.report("report.json"));
  const { counts, latencyMs, seconds, usage, throughput } = report;
  expect(report.incomplete).toBeNull();
  // 300 per second on average over bursts of 5 s: one whole burst and a second of the next.
  expect(counts.made).toBeGreaterThan(1_500);
  expect(counts.made).toBeLessThan(2_600);
  expect(counts).toMatchObject({ acknowledged: counts.made, consumed: counts.made, lost: 0, reordered: 0 });
  for (const latencies of Object.values(latencyMs)) {
    expect(latencies?.count).toBeGreaterThan(300);
    expect(latencies?.max).toBeGreaterThan(0);
  }
  expect(seconds.reduce((sum, { consumed }) => sum + consumed, 0)).toBe(counts.consumed);
  expect(seconds.at(-1)?.backlog).toBe(0);
  expect(throughput.consumed).toBeGreaterThan(0);
  // Containers of a local engine are local processes, too.
  for (const used of Object.values(usage)) expect(used?.peakMiB).toBeGreaterThan(1);
  expect(load.leftOvers).toEqual([]);
});
