import { pino } from "pino";
import { expect, test, vi } from "vitest";
import { OffsetCommitter } from "../../../../../services/consumer/group/offset-committer.ts";
import { OffsetTracker } from "../../../../../services/consumer/group/offset-tracker.ts";
import { type KafkaReader } from "../../../../../services/consumer/reader/kafka-reader.ts";

/** A committer, and the tracker whose offsets it commits: two partitions of `t`, one of `u`. */
function committerOf(commit: KafkaReader["commit"]) {
  const offsets = new OffsetTracker();
  offsets.join({ t: [0, 1], u: [0] });
  const reader = { canCommit: true, commit };
  const committer = new OffsetCommitter(offsets, reader, pino({ level: "silent" }));
  const handle = (topic: string, partition: number, offset: number) =>
    offsets.markHandled({
      ...{ topic, partition, highWatermark: "100", messages: [{ offset: String(offset) }] },
      firstOffset: () => String(offset),
      lastOffset: () => String(offset),
    });
  return { reader, committer, offsets, handle };
}

test("the offsets of all partitions are committed at once, and only once", async () => {
  const commit = vi.fn(() => Promise.resolve());
  const { committer, handle } = committerOf(commit);
  handle("t", 0, 4);
  handle("u", 0, 7);
  handle("t", 1, 5);
  expect(await committer.commit()).toBe(true);
  expect(await committer.commit()).toBe(true);
  expect(commit.mock.calls).toEqual([
    [
      [
        { topic: "t", partition: 0, offset: "5" },
        { topic: "u", partition: 0, offset: "8" },
        { topic: "t", partition: 1, offset: "6" },
      ],
    ],
  ]);
});

test("offsets whose commit fails, or that no member can commit yet, are committed by the next", async () => {
  const commit = vi.fn<KafkaReader["commit"]>(() => Promise.reject(new Error("away")));
  const { reader, committer, offsets, handle } = committerOf(commit);
  reader.canCommit = false;
  handle("t", 0, 4);
  expect(await committer.commit()).toBe(true);
  reader.canCommit = true;
  expect(await committer.commit()).toBe(false);
  commit.mockResolvedValue();
  expect(await committer.commit()).toBe(true);
  expect(commit).toHaveBeenCalledTimes(2);
  expect(offsets.uncommitted).toEqual([]);
});

test("commits go on until the end of the membership", async () => {
  const commit = vi.fn<KafkaReader["commit"]>(() => Promise.reject(new Error("away")));
  const { committer, offsets, handle } = committerOf(commit);
  const over = new AbortController();
  const running = committer.run(over.signal);
  handle("t", 0, 4);
  await vi.waitFor(() => expect(commit).toHaveBeenCalled());
  commit.mockResolvedValue();
  await vi.waitFor(() => expect(offsets.uncommitted).toEqual([]), { timeout: 20_000 });
  over.abort();
  await running;
});
