import { expect, test } from "vitest";
import { partNames } from "../../services/shared/topology.ts";
import { requireFree } from "../../testbed/pipeline/ports.ts";
import { living, StartCommand } from "../support/commands/start-command.ts";

/** Starts the pipeline, and waits until readings flow. */
async function flowing(): Promise<StartCommand> {
  const start = await StartCommand.run();
  await start.waitForOutput(/3DF92-192 +Active .* partition \d offset \d/);
  return start;
}

async function expectNothingLeft(start: StartCommand, processes: readonly number[]): Promise<void> {
  expect(living(processes)).toEqual([]);
  await requireFree(start.ports);
}

// Kafka among them: those that need it stop before it, and must not find it frozen.
test("Ctrl-C while every part is frozen is a clean stop: nothing waits for its limit, and nothing is left", async () => {
  await using start = await flowing();
  const { processes } = start;
  for (const part of partNames) process.kill(-processes[part], "SIGSTOP");
  start.interrupt();
  expect(await start.exitCode).toBe(0);
  expect(start.output.match(/was frozen: it has been continued \(SIGCONT\)/g)).toHaveLength(partNames.length);
  expect(start.output).not.toContain("SIGKILL");
  expect(start.output).toContain("Stopped.");
  await expectNothingLeft(start, Object.values(processes));
});

test.each(["kafka", "mqtt"] as const)(
  "a killed %s ends npm start: no part that needs it is waited for longer than two seconds",
  async (part) => {
    await using start = await flowing();
    const { processes } = start;
    process.kill(processes[part], "SIGKILL");
    expect(await start.exitCode).toBe(1);
    expect(start.output).toMatch(/ended by itself: signal SIGKILL/);
    for (const [, limit, reason] of start.output.matchAll(/did not end within (\S+) s of SIGTERM(.*?):/g))
      expect([limit, reason]).toEqual(["2", ` while ${part} was down`]);
    await expectNothingLeft(start, Object.values(processes));
  },
);

test("after a kill -9 of npm start the next one works at once, on the same ports", async () => {
  await using killed = await flowing();
  const { processes } = killed;
  killed.kill();
  await killed.exitCode;
  await using next = StartCommand.runIn(killed.folder, killed.ports, { keepsFolder: true });
  await next.waitForOutput(/The pipeline runs/);
  expect(next.output).not.toContain("in use");
  await expect.poll(() => living(Object.values(processes)), { timeout: 10_000 }).toEqual([]);
});

test("after a kill -9 of npm start its parts end by themselves, and the ports are free", async () => {
  await using killed = await flowing();
  const { processes } = killed;
  killed.kill();
  await expect.poll(() => living(Object.values(processes)), { timeout: 20_000 }).toEqual([]);
  await requireFree(killed.ports);
});
