import { expect, test } from "vitest";
import { TimeoutError, waitFor } from "../../../testbed/wait-for.ts";

test("returns the first result of the probe that is not undefined", async () => {
  let asked = 0;
  const fact = await waitFor({ description: "a fact", timeoutMs: 5_000, intervalMs: 1 }, () => {
    asked += 1;
    if (asked === 1) throw new Error("not yet");
    return asked === 3 ? "here" : undefined;
  });
  expect([fact, asked]).toEqual(["here", 3]);
});

test("fails with the condition, the time allowed and the last error of the probe", async () => {
  const waiting = waitFor({ description: "a fact", timeoutMs: 5, intervalMs: 1 }, () => {
    throw new Error("nobody is there");
  });
  await expect(waiting).rejects.toThrow(TimeoutError);
  await expect(waiting).rejects.toThrow("timed out waiting for a fact (5 ms); last error: nobody is there");
});

test("ends at once if it is aborted, with the reason", async () => {
  const controller = new AbortController();
  const waiting = waitFor(
    { description: "a fact", timeoutMs: 60_000, signal: controller.signal },
    () => undefined,
  );
  controller.abort(new Error("enough"));
  await expect(waiting).rejects.toThrow("enough");
});
