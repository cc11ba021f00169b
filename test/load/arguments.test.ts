import { expect, test } from "vitest";
import { TestbedCommand } from "../support/commands/testbed-command.ts";

test.concurrent.each([
  [["load", "--rate", "0"], "a whole number from 1 to 1000000 or max is allowed"],
  [["load", "--rate", "-5"], "a whole number from 1 to 1000000 or max is allowed"],
  [["load", "--rate", "1e9"], "a whole number from 1 to 1000000 or max is allowed"],
  [["load", "--rate", "most"], "a whole number from 1 to 1000000 or max is allowed"],
  [["load", "--rate", "max", "--profile", "ramp"], "--profile ramp with --rate max"],
  [["load", "--devices", "10001"], "a whole number from 1 to 10000 is allowed"],
  [["load", "--for", "0s"], "a time from 1s to 1d is allowed"],
  [["load", "--for", "1000h"], "a time from 1s to 1d is allowed"],
  [["load", "--profile", "wild"], "Allowed choices are steady, ramp, burst"],
  [["load", "--rate", "5000", "--devices", "2"], "at most 500 readings/s of each device are allowed"],
  [["load", "--devices", "2", "--connections", "3"], "at most one connection for each device is allowed"],
  [["load", "--fault", "kill publisher"], "Allowed choices are "],
  [["load", "--fault", "kill kafka", "--for", "3s", "--outage", "3s"], "at most two thirds of the load"],
  [
    ["load", "--fault", "flap mqtt-bridge", "--outage", "100ms"],
    "fault flap with cuts 5: an outage of at least 450 ms is allowed, not 100 ms",
  ],
  [
    ["load", "--runtime", "compose", "--connector", "package.json", "--plugin", "."],
    "--connector runs in the runtime local only",
  ],
  [
    ["load", "--runtime", "compose", "--bridge-command", "true", "--fault", "cut bridge-kafka"],
    "a fault of a part is allowed",
  ],
  [
    ["drill", "none", "--runtime", "compose", "--bridge-command", "true"],
    "other bridges are drilled in the runtime local only",
  ],
  [["load", "--junit", "package.json/junit.xml"], "a file that can be written to is needed (ENOTDIR"],
  [["compare", "--junit", "package.json/junit.xml"], "a file that can be written to is needed (ENOTDIR"],
  [["compare", "--rounds", "0"], "a whole number from 1 to 100 is allowed"],
  [["compare", "--fault", "kill kafka"], "unknown option '--fault'"],
])("%j is rejected in one line with exit code 2, and starts nothing", async (args, message) => {
  await using command = new TestbedCommand(...args);
  expect(await command.exitCode).toBe(2);
  expect(command.output).toContain(message);
  expect(command.output.trim().split("\n")).toHaveLength(1);
  expect(command.leftOvers).toEqual([]);
});
