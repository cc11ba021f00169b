import { expect, test } from "vitest";
import { requireFree } from "../../testbed/pipeline/ports.ts";
import { waitFor } from "../../testbed/wait-for.ts";
import { living, StartCommand } from "../support/commands/start-command.ts";

test.each([
  { started: "a pipeline", args: [], parts: ["kafka", "bridge"] },
  {
    started: "a cluster",
    args: ["--kafka-nodes", "3", "--workers", "2"],
    parts: ["kafka-1", "kafka-2", "kafka-3", "bridge-1", "bridge-2"],
  },
])("Ctrl-C during the start of $started leaves no process and no port behind", async ({ args, parts }) => {
  await using start = await StartCommand.run({}, args);
  const processes = await waitFor(
    { description: `${parts.join(", ")} to be started`, timeoutMs: 30_000 },
    () => (parts.every((part) => part in start.processes) ? start.processes : undefined),
  );
  start.interrupt();
  expect(await start.exitCode).toBe(0);
  expect(start.output).toContain("Stopped during the start");
  expect(living(Object.values(processes))).toEqual([]);
  await requireFree(start.ports);
});
