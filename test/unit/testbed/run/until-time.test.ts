import { expect, test } from "vitest";
import { monotonicMicros } from "../../../../services/shared/journal/journal.ts";
import { untilTime } from "../../../../testbed/run/until-time.ts";

const { signal } = new AbortController();

test("a wait never ends before its time, by the clock of the taps", async () => {
  for (const micros of [0, 500, 1_000, 1_500, 4_999]) {
    const at = monotonicMicros() + micros;
    await untilTime(at, signal);
    expect(monotonicMicros()).toBeGreaterThanOrEqual(at);
  }
});

test("an interrupted wait ends with an error, whether its time has come or not", async () => {
  await expect(untilTime(0, AbortSignal.abort())).rejects.toThrow("aborted");
  const interruption = new AbortController();
  const wait = untilTime(monotonicMicros() + 60_000_000, interruption.signal);
  interruption.abort();
  await expect(wait).rejects.toThrow("aborted");
});
