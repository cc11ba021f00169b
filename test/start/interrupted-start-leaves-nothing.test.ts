import { expect, test } from "vitest";
import { requireFree } from "../../testbed/pipeline/ports.ts";
import { waitFor } from "../../testbed/wait-for.ts";
import { living, StartCommand } from "../support/commands/start-command.ts";

test("Ctrl-C during the start leaves no process and no port behind", async () => {
  await using start = await StartCommand.run();
  const processes = await waitFor(
    { description: "Kafka and Connect to be started", timeoutMs: 30_000 },
    () => ("kafka" in start.processes && "bridge" in start.processes ? start.processes : undefined),
  );
  start.interrupt();
  expect(await start.exitCode).toBe(0);
  expect(start.output).toContain("Stopped during the start");
  expect(living(Object.values(processes))).toEqual([]);
  await requireFree(start.ports);
});
