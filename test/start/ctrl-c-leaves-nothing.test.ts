import { expect, test } from "vitest";
import { partNames } from "../../services/shared/topology.ts";
import { requireFree } from "../../testbed/pipeline/ports.ts";
import { living, StartCommand } from "../support/commands/start-command.ts";

test("npm start shows readings as they arrive, and Ctrl-C leaves no process and no port behind", async () => {
  await using start = await StartCommand.run();
  await start.waitForOutput(/3DF92-192 +Active .* partition \d offset \d/);
  expect(start.output).toContain(`http://127.0.0.1:${start.ports.PUBLISHER_PORT}`);
  const { processes } = start;
  expect(Object.keys(processes).sort()).toEqual([...partNames].sort());
  expect(living(Object.values(processes))).toHaveLength(partNames.length);

  start.interrupt();
  expect(await start.exitCode).toBe(0);
  expect(living(Object.values(processes))).toEqual([]);
  await requireFree(start.ports);
});
