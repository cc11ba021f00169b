import { expect, test } from "vitest";
import { failureIn } from "../../../../../testbed/faults/secrets/failed-task.ts";

const status = (state: string, trace?: string) => ({
  connector: { state: "RUNNING" },
  tasks: [
    { id: 0, state: "RUNNING" },
    { id: 1, state, ...(trace === undefined ? {} : { trace }) },
  ],
});

test("the reason of a failed task is the last cause in its trace, without the package of the exception", () => {
  const trace = [
    "org.apache.kafka.connect.errors.ConnectException: Unrecoverable exception from producer send callback",
    "\tat org.apache.kafka.connect.runtime.WorkerTask.run(WorkerTask.java:298)",
    "Caused by: org.apache.kafka.common.errors.ApiException: wrapped",
    "\t... 1 more",
    "Caused by: org.apache.kafka.common.errors.TopicAuthorizationException: Not authorized to access topics: [coffee]",
    "",
  ].join("\n");
  expect(failureIn(status("FAILED", trace))).toBe(
    "TopicAuthorizationException: Not authorized to access topics: [coffee]",
  );
});

test.each([
  ["java.lang.Exception: closed\n\tat a.b.C", "Exception: closed"],
  ["java.lang.IllegalStateException", "IllegalStateException"],
  ["it says no more: than.this: here", "it says no more: than.this: here"],
  ["", "no trace"],
  [undefined, "no trace"],
])("without a cause it is the first line: %j", (trace, expected) => {
  expect(failureIn(status("FAILED", trace))).toBe(expected);
});

test("tasks that run have no failure", () => {
  expect(failureIn(status("RUNNING", "old trace"))).toBeUndefined();
});
