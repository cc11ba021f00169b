import { expect, test } from "vitest";
import { drillReport } from "../../testbed/report/drill/drill-report.ts";
import { fixtureBridge } from "../support/commands/fixture-bridge.ts";
import { living } from "../support/commands/start-command.ts";
import { TestbedCommand } from "../support/commands/testbed-command.ts";

const { command } = fixtureBridge("unruly/daemonizes");
const short = ["--rate", "200", "--devices", "10", "--for", "3s", "--outage", "1s"];

test.each([
  ["drill", "kill", "bridge", ...short],
  ["load", "--fault", "kill bridge", "--warm-up", "1s", "--rate", "200", "--devices", "10", "--for", "5s"],
])(
  "%s %s %s: of a bridge that lives on without its command, it is not carried out, and nothing is left",
  async (...args) => {
    await using run = new TestbedCommand(...args, "--bridge-command", command);
    expect(await run.exitCode).toBe(3);
    expect(run.output).toContain(
      "the bridge is still connected to the broker 5 s after its command was ended: if the command starts a container or a daemon",
    );
    expect(run.output).not.toMatch(/^\s+at /m);
    const [, pid] = /had left running: \S+ \(process (\d+)\)\. It has been ended/.exec(run.output) ?? [];
    expect(Number(pid)).toBeGreaterThan(0);
    expect(living([Number(pid)])).toEqual([]);
    expect(run.leftOvers).toEqual([]);
  },
);

test("a bridge in a session of its own that keeps its environment is killed with its command", async () => {
  await using run = new TestbedCommand(
    "drill",
    "kill",
    "bridge",
    ...short,
    "--allow",
    "recovery=1m",
    "--bridge-command",
    `${command} marked`,
  );
  expect([await run.exitCode, run.output]).toEqual([0, expect.not.stringContaining("left running")]);
  const report = drillReport.parse(run.report("report.json"));
  expect(report.recovery.ms).not.toBeNull();
  expect(report.counts.lost).toBe(0);
});
