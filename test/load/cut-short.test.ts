import { expect, test } from "vitest";
import { loadReport } from "../../testbed/report/load/load-report.ts";
import { living } from "../support/commands/start-command.ts";
import { TestbedCommand } from "../support/commands/testbed-command.ts";

const long = ["load", "--devices", "20", "--rate", "100", "--warm-up", "1s", "--for", "10m"];

test("a part that dies during a load ends it with exit code 3; the measurements so far are reported without a verdict", async () => {
  await using load = new TestbedCommand(...long);
  await load.waitForOutput("✔ Warm-up");
  const processes = Object.values(load.processes);
  load.kill("bridge");
  expect(await load.exitCode).toBe(3);
  const report = loadReport.parse(load.report("report.json"));
  expect(report.incomplete).toContain("connect ended by itself: signal SIGKILL");
  expect(report.counts.made).toBeGreaterThan(50);
  expect(report.outside).toEqual([]);
  expect(load.output).toContain("Incomplete, no verdict: connect ended by itself");
  expect(living(processes)).toEqual([]);
  expect(load.leftOvers).toEqual([]);
});

test("Ctrl-C during a load ends it with exit code 130; the measurements so far are reported, and nothing is left", async () => {
  await using load = new TestbedCommand(...long);
  await load.waitForOutput("✔ Warm-up");
  const processes = Object.values(load.processes);
  load.interrupt();
  expect(await load.exitCode).toBe(130);
  const report = loadReport.parse(load.report("report.json"));
  expect(report.incomplete).toBe("interrupted");
  expect(report.latencyMs.publishToAcknowledged).not.toBeUndefined();
  expect(living(processes)).toEqual([]);
  expect(load.leftOvers).toEqual([]);
});
