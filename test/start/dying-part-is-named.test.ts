import { expect, test } from "vitest";
import { living, StartCommand } from "../support/commands/start-command.ts";

test("a part that ends unasked is named with the reason and the end of its log, and the others are stopped", async () => {
  await using start = await StartCommand.run();
  await start.waitForOutput(/The pipeline runs/);
  const { processes } = start;
  process.kill(processes.bridge, "SIGKILL");
  expect(await start.exitCode).toBe(1);
  expect(start.output).toContain("connect ended by itself: signal SIGKILL");
  expect(start.output).toMatch(/The end of .*connect\.log:\n +\S/);
  expect(living(Object.values(processes))).toEqual([]);
});
