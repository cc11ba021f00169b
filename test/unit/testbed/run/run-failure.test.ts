import { expect, test } from "vitest";
import { firstError } from "../../../../testbed/first-error.ts";
import { PartFailedError } from "../../../../testbed/pipeline/part.ts";
import { RunError } from "../../../../testbed/run/run-error.ts";
import { runFailure } from "../../../../testbed/run/run-failure.ts";

test.each<[string, unknown, string]>([
  [
    "a part that failed, without its log",
    new PartFailedError("kafka", "kafka ended\n  at Kafka.java"),
    "kafka ended",
  ],
  ["an error of the run", new RunError("no reading"), "no reading"],
  ["an error of the run with several lines", new RunError("kafka ended\n  its log"), "kafka ended"],
  [
    "a request without an answer, with its reason",
    new TypeError("fetch failed", { cause: new Error("connect ECONNREFUSED 127.0.0.1:1") }),
    "TypeError: fetch failed: connect ECONNREFUSED 127.0.0.1:1",
  ],
  [
    "an error that has the message of its cause",
    new Error("it failed: gone", { cause: new Error("gone") }),
    "it failed: gone",
  ],
  ["something that is no error", "no space left\n", "no space left"],
  [
    "the first of several, without those of the clean-up",
    new SuppressedError(new Error("rm"), new SuppressedError(new Error("close"), new Error("kafka ended"))),
    "kafka ended",
  ],
])("the failure of a run is one line: %s", (_, error, line) => {
  const failure = runFailure(error);
  expect(failure).toBeInstanceOf(RunError);
  expect(failure.message).toBe(line);
});

test("the whole error stays with the failure", () => {
  const error = new PartFailedError("kafka", "kafka ended\n  its log");
  expect(runFailure(error).cause).toBe(error);
  const short = new RunError("no reading");
  expect(runFailure(short)).toBe(short);
});

test("the first error is the one that was there before the clean-up", () => {
  const first = new Error("first");
  expect(firstError(new SuppressedError(new Error("later"), first))).toBe(first);
  expect(firstError(first)).toBe(first);
});
