import { expect, test } from "vitest";
import { poll } from "../../../../services/provision/poll.ts";

test("a poll ends with the first value other than undefined", async () => {
  const values = [undefined, undefined, false, true];
  expect(await poll({ intervalMs: 1 }, async () => values.shift())).toBe(false);
  expect(values).toEqual([true]);
});

test("an abort ends the pause of a poll", async () => {
  const stop = new AbortController();
  const polling = poll({ intervalMs: 600_000, signal: stop.signal }, async () => {
    stop.abort();
    return undefined;
  });
  await expect(polling).rejects.toThrow(expect.objectContaining({ name: "AbortError" }));
});

test("an error of the probe ends a poll", async () => {
  const failing = () => Promise.reject(new Error("refused"));
  await expect(poll({ intervalMs: 600_000 }, failing)).rejects.toThrow("refused");
});
