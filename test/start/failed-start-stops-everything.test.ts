import { expect, test } from "vitest";
import { requireFree } from "../../testbed/pipeline/ports.ts";
import { StartCommand } from "../support/commands/start-command.ts";

test("a part that cannot start is named with its own reason, and the others are stopped", async () => {
  await using start = await StartCommand.run({ JAVA_HOME: "/nowhere" });
  expect(await start.exitCode).toBe(1);
  expect(start.output).toMatch(
    /(kafka could not be prepared|connect ended during its start): spawn \/nowhere\/bin\/java ENOENT/,
  );
  await requireFree(start.ports);
});
