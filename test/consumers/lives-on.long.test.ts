import { expect, test } from "vitest";
import { fixtureConsumer } from "../support/commands/fixture-consumer.ts";
import { living } from "../support/commands/start-command.ts";
import { TestbedCommand } from "../support/commands/testbed-command.ts";

test("a drill that kills a consumer which lives on without its command is not carried out, and nothing is left", async () => {
  const { command } = fixtureConsumer("unruly/daemonizes");
  const short = ["--rate", "200", "--devices", "10", "--for", "3s", "--outage", "1s"];
  await using run = new TestbedCommand("drill", "kill", "consumer", ...short, "--consumer-command", command);
  expect(await run.exitCode).toBe(3);
  expect(run.output).toContain(
    "the consumer is still connected to Kafka 5 s after its command was ended: if the command starts a container or a daemon",
  );
  const [, pid] = /had left running: \S+ \(process (\d+)\)\. It has been ended/.exec(run.output) ?? [];
  expect(Number(pid)).toBeGreaterThan(0);
  expect(living([Number(pid)])).toEqual([]);
  expect(run.leftOvers).toEqual([]);
});
