import { expect, test } from "vitest";
import { StartCommand } from "../support/commands/start-command.ts";

test.each([
  [{ KAFKA_PORT: "nine" }, "KAFKA_PORT=nine is refused: a whole number from 1 to 65535 is allowed"],
  [{ CONNECT_PORT: "0" }, "CONNECT_PORT=0 is refused: a whole number from 1 to 65535 is allowed"],
  [{ DEVICES: "a,,b" }, "DEVICES=a,,b is refused: a comma-separated list of different ids is allowed"],
])("%o is refused before anything starts", async (environment, message) => {
  await using start = await StartCommand.run(environment);
  expect(await start.exitCode).toBe(2);
  expect(start.output).toContain(message);
  expect(start.output).not.toContain("The pipeline runs");
});
