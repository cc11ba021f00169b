import { EventEmitter } from "node:events";
import { type Consumer } from "kafkajs";
import { pino } from "pino";
import { expect, test, vi } from "vitest";
import {
  followMember,
  type MemberHooks,
} from "../../../../../../services/consumer/reader/kafkajs/member-events.ts";
import { kafkaClient } from "../../../../../../services/shared/kafka/kafka-client.ts";

/** A member whose events are emitted by the test, and what its follower is told. */
function followedMember({ isLeaving = false } = {}) {
  const { events } = kafkaClient("test", ["127.0.0.1:1"], pino({ level: "silent" })).consumer({
    groupId: "g",
  });
  const emitter = new EventEmitter();
  const member = { events, on: emitter.on.bind(emitter) } as unknown as Consumer;
  const hooks = {
    ...{ joined: vi.fn(), rebalancing: vi.fn(), left: vi.fn() },
    ...{ fetched: vi.fn(), fetchFailed: vi.fn(), hidden: vi.fn<MemberHooks["hidden"]>() },
  };
  const ended = followMember(member, hooks, () => isLeaving);
  const emit = (event: keyof typeof events, payload: object = {}) => emitter.emit(events[event], { payload });
  return { ...hooks, ended, emit };
}

test("a fetch that has no end before the next one of its broker has failed", () => {
  const { emit, fetched, fetchFailed } = followedMember();
  for (const nodeId of [1, 2]) emit("FETCH_START", { nodeId });
  emit("FETCH", { nodeId: 1 });
  emit("FETCH_START", { nodeId: 1 });
  expect(fetched).toHaveBeenCalledOnce();
  expect(fetchFailed).not.toHaveBeenCalled();
  emit("FETCH_START", { nodeId: 2 });
  expect(fetchFailed).toHaveBeenCalledOnce();
});

test("only batches without a record for a consumer are told", () => {
  const { emit, hidden } = followedMember();
  const batch = { topic: "t", partition: 0, highWatermark: "9", firstOffset: "6", lastOffset: "7" };
  emit("END_BATCH_PROCESS", { ...batch, batchSize: 3 });
  emit("END_BATCH_PROCESS", { ...batch, batchSize: 0, firstOffset: null });
  expect(hidden).not.toHaveBeenCalled();
  emit("END_BATCH_PROCESS", { ...batch, batchSize: 0 });
  expect(hidden).toHaveBeenCalledOnce();
  const [told] = hidden.mock.lastCall ?? [];
  expect(told).toMatchObject({ topic: "t", partition: 0, highWatermark: "9", messages: [] });
  expect([told?.firstOffset(), told?.lastOffset()]).toEqual(["6", "7"]);
  expect(told?.ranges()).toEqual([{ topic: "t", partition: 0, first: 6, last: 7 }]);
});

test("a crash is the end, with its error, and a disconnection only while leaving", async () => {
  const crashed = followedMember();
  crashed.emit("DISCONNECT");
  crashed.emit("CRASH", { error: new Error("gone") });
  await expect(crashed.ended).rejects.toThrow("gone");
  const leaving = followedMember({ isLeaving: true });
  leaving.emit("DISCONNECT");
  await expect(leaving.ended).resolves.toBeUndefined();
});

test("a join, a rebalance and the end of a membership are told", () => {
  const { emit, joined, rebalancing, left } = followedMember();
  emit("GROUP_JOIN", { memberAssignment: { t: [0] } });
  expect(joined).toHaveBeenCalledExactlyOnceWith({ t: [0] });
  emit("REBALANCING");
  expect(rebalancing).toHaveBeenCalledOnce();
  emit("STOP");
  expect(left).toHaveBeenCalledOnce();
});
