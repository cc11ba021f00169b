import { pino } from "pino";
import { expect, test, vi } from "vitest";
import { type CommitOnce, OffsetCommitter } from "../../../../../services/consumer/group/offset-committer.ts";
import { OffsetTracker } from "../../../../../services/consumer/group/offset-tracker.ts";

/** A committer, and the tracker whose offsets it commits: two partitions of `t`, one of `u`. */
function committerOf(commitOnce: CommitOnce | undefined) {
  const offsets = new OffsetTracker();
  offsets.join({ t: [0, 1], u: [0] });
  const committer = new OffsetCommitter(offsets, pino({ level: "silent" }));
  committer.use(commitOnce);
  const handle = (topic: string, partition: number, offset: number) =>
    offsets.markHandled({
      ...{ topic, partition, highWatermark: "100", messages: [{ offset: String(offset) }] },
      firstOffset: () => String(offset),
      lastOffset: () => String(offset),
    });
  return { committer, offsets, handle };
}

test("the offsets of all partitions are committed at once, and only once", async () => {
  const commitOnce = vi.fn(() => Promise.resolve());
  const { committer, handle } = committerOf(commitOnce);
  handle("t", 0, 4);
  handle("u", 0, 7);
  handle("t", 1, 5);
  expect(await committer.commit()).toBe(true);
  expect(await committer.commit()).toBe(true);
  expect(commitOnce.mock.calls).toEqual([
    [
      {
        topics: [
          {
            topic: "t",
            partitions: [
              { partition: 0, offset: "5" },
              { partition: 1, offset: "6" },
            ],
          },
          { topic: "u", partitions: [{ partition: 0, offset: "8" }] },
        ],
      },
    ],
  ]);
});

test("offsets whose commit fails, or that no member can commit yet, are committed by the next", async () => {
  const commitOnce = vi.fn<CommitOnce>(() => Promise.reject(new Error("away")));
  const { committer, offsets, handle } = committerOf(undefined);
  handle("t", 0, 4);
  expect(await committer.commit()).toBe(true);
  committer.use(commitOnce);
  expect(await committer.commit()).toBe(false);
  commitOnce.mockResolvedValue();
  expect(await committer.commit()).toBe(true);
  expect(commitOnce).toHaveBeenCalledTimes(2);
  expect(offsets.uncommitted).toEqual([]);
});

test("commits go on until the end of the membership", async () => {
  const commitOnce = vi.fn<CommitOnce>(() => Promise.reject(new Error("away")));
  const { committer, offsets, handle } = committerOf(commitOnce);
  const over = new AbortController();
  const running = committer.run(over.signal);
  handle("t", 0, 4);
  await vi.waitFor(() => expect(commitOnce).toHaveBeenCalled());
  commitOnce.mockResolvedValue();
  await vi.waitFor(() => expect(offsets.uncommitted).toEqual([]), { timeout: 20_000 });
  over.abort();
  await running;
});
