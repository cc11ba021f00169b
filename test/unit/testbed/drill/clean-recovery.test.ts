import { appendFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { monotonicMicros } from "../../../../services/shared/journal/journal.ts";
import { cleanRecoveryMs, plannedRestart } from "../../../../testbed/drill/clean-recovery.ts";
import { type Part, PartFailedError } from "../../../../testbed/pipeline/part.ts";
import { type Pipeline } from "../../../../testbed/pipeline/pipeline.ts";
import { TimeoutError } from "../../../../testbed/wait-for.ts";

/** Returns the recovery time after a planned restart of a part whose new process starts `startsAfterMs` from now by its clock. */
async function measure(startsAfterMs: number): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), "clean-recovery-"));
  const journals = {
    publisher: join(folder, "publisher"),
    consumer: join(folder, "consumer"),
    link: join(folder, "link"),
  };
  let seq = 0;
  const read = async () => {
    const reading = { at: monotonicMicros(), device: "d", run: "r", seq, sha256: "0".repeat(64) };
    seq += 1;
    await appendFile(journals.publisher, `${JSON.stringify({ fact: "made", ...reading })}\n`);
    await appendFile(journals.consumer, `${JSON.stringify({ fact: "consumed", ...reading })}\n`);
  };
  let startedAt = 0;
  const part = {
    stop: () => Promise.resolve(),
    start: async () => {
      startedAt = monotonicMicros() + startsAfterMs * 1_000;
      await read();
    },
    get startTimes() {
      return { startedAt, usableAt: startedAt };
    },
  } as unknown as Part;
  try {
    for (const file of Object.values(journals)) await writeFile(file, "");
    const pipeline = { journals } as unknown as Pipeline;
    const outage = { outageMs: 1, qos: 1 } as const;
    return await cleanRecoveryMs(pipeline, part, { begin: read }, outage, AbortSignal.timeout(20_000));
  } finally {
    await rm(folder, { recursive: true });
  }
}

test("the recovery after a planned restart counts from the start of the new process", async () => {
  expect(await measure(-5_000)).toBeGreaterThanOrEqual(5_000);
});

test("a planned restart after which nothing comes, or that fails, is a result with its reason", async () => {
  const { signal } = new AbortController();
  const timedOut = () => Promise.reject(new TimeoutError("timed out waiting for new readings"));
  expect(await plannedRestart(timedOut, signal)).toEqual({ failed: "timed out waiting for new readings" });
  const failed = () => Promise.reject(new PartFailedError("bridge", "connect ended\nlog"));
  expect(await plannedRestart(failed, signal)).toEqual({ failed: "connect ended" });
  expect(await plannedRestart(() => Promise.resolve(700), signal)).toEqual({ ms: 700 });
});

test("any other error of a planned restart, and an interruption, end the drill", async () => {
  const broken = () => Promise.reject(new RangeError("no part"));
  await expect(plannedRestart(broken, new AbortController().signal)).rejects.toThrow("no part");
  const timedOut = () => Promise.reject(new TimeoutError("timed out"));
  await expect(plannedRestart(timedOut, AbortSignal.abort())).rejects.toThrow("aborted");
});

test("it is not negative, even if the clock of a container's start is ahead", async () => {
  expect(await measure(5_000)).toBe(0);
});
