import { type Consumer } from "kafkajs";
import { type FetchedBatch, type ReaderHooks } from "../kafka-reader.ts";

/** Hooks that are called by events of kafkajs. */
export type MemberHooks = Omit<ReaderHooks, "mayJoin" | "handle">;

/**
 * Follows the events of a member. The promise settles at its end: it resolves at a disconnection that `isLeaving` asked for,
 * and rejects with the error of a crash.
 */
export function followMember(member: Consumer, hooks: MemberHooks, isLeaving: () => boolean): Promise<void> {
  const ended = Promise.withResolvers<void>();
  // A failed connect ends the membership before anybody awaits it.
  ended.promise.catch(() => undefined);
  const fetching = new Set<number>();
  const { events } = member;
  member.on(events.GROUP_JOIN, ({ payload }) => hooks.joined(payload.memberAssignment));
  // kafkajs asks for the group's coordinator first, and joins again after its answer.
  member.on(events.REBALANCING, () => hooks.rebalancing());
  member.on(events.FETCH_START, ({ payload: { nodeId } }) => {
    // kafkajs tells no failure; the end of the last fetch is missing.
    if (fetching.has(nodeId)) hooks.fetchFailed();
    fetching.add(nodeId);
  });
  member.on(events.FETCH, ({ payload: { nodeId } }) => {
    fetching.delete(nodeId);
    hooks.fetched();
  });
  // kafkajs passes on nothing of a batch without a record for a consumer.
  member.on(events.END_BATCH_PROCESS, ({ payload: { batchSize, firstOffset, ...batch } }) => {
    if (batchSize === 0 && firstOffset !== null) hooks.hidden(hiddenBatch({ ...batch, firstOffset }));
  });
  member.on(events.STOP, () => hooks.left());
  // kafkajs disconnects before it reports a crash, so a disconnection is the end only while leaving.
  member.on(events.CRASH, ({ payload }) => ended.reject(payload.error));
  member.on(events.DISCONNECT, () => {
    if (isLeaving()) ended.resolve();
  });
  return ended.promise;
}

/** Returns a batch of which kafkajs tells only its offsets. */
function hiddenBatch({
  topic,
  partition,
  highWatermark,
  firstOffset,
  lastOffset,
}: Pick<FetchedBatch, "topic" | "partition" | "highWatermark"> & {
  readonly firstOffset: string;
  readonly lastOffset: string;
}): FetchedBatch {
  return {
    ...{ topic, partition, highWatermark, messages: [] },
    firstOffset: () => firstOffset,
    lastOffset: () => lastOffset,
    ranges: () => [{ topic, partition, first: Number(firstOffset), last: Number(lastOffset) }],
  };
}
