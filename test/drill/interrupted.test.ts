import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { living } from "../support/commands/start-command.ts";
import { TestbedCommand } from "../support/commands/testbed-command.ts";

test("Ctrl-C during a fault ends a drill with exit code 130, and nothing is left", async () => {
  await using drill = new TestbedCommand("drill", "pause", "kafka", "--for", "1s", "--outage", "60s");
  await drill.waitForOutput("❯ Fault");
  const pids = Object.values(drill.processes);
  expect(living(pids)).toEqual(pids);

  drill.interrupt();

  expect(await drill.exitCode).toBe(130);
  expect(drill.output).toContain("Interrupted: everything is stopped.");
  expect(living(pids)).toEqual([]);
  expect(existsSync(drill.reportFolder)).toBe(true);
  expect(drill.leftOvers).toEqual([]);
});
