import { expect, test } from "vitest";
import { living } from "../support/commands/start-command.ts";
import { TestbedCommand } from "../support/commands/testbed-command.ts";

test("after a kill -9 of a drill during its fault the pipeline ends by itself, and its folder is gone", async () => {
  await using drill = new TestbedCommand("drill", "pause", "kafka", "--for", "1s", "--outage", "60s");
  await drill.waitForOutput("❯ Fault");
  const pids = Object.values(drill.processes);
  expect(living(pids)).toEqual(pids);
  drill.killTester();
  await expect.poll(() => [living(pids), drill.leftOvers], { timeout: 20_000 }).toEqual([[], []]);
});
