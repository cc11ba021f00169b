import { type Consumer, type ConsumerGroupJoinEvent } from "kafkajs";

/** A batch without a record for a consumer, such as one of a transaction's marker: kafkajs passes on none of it. */
export interface HiddenBatch {
  readonly topic: string;
  readonly partition: number;
  readonly highWatermark: string;
  readonly firstOffset: string;
  readonly lastOffset: string;
}

/** Callbacks of {@link followMember}. */
export interface MemberHooks {
  readonly joined: (payload: ConsumerGroupJoinEvent["payload"]) => void;
  /** Called when Kafka has answered a fetch, also without records. */
  readonly fetched: () => void;
  /** Called before the fetch that follows a failed one. */
  readonly fetchFailed: () => void;
  /** Called when kafkajs has gone on behind such a batch by itself. */
  readonly hidden: (batch: HiddenBatch) => void;
  /** Called when the member has left its group. */
  readonly left: () => void;
}

/**
 * Follows the events of a member. The promise settles at its end: it resolves at a disconnection that `isClosing` asked for,
 * and rejects with the error of a crash.
 */
export function followMember(member: Consumer, hooks: MemberHooks, isClosing: () => boolean): Promise<void> {
  const ended = Promise.withResolvers<void>();
  // A failed connect ends the membership before anybody awaits it.
  ended.promise.catch(() => undefined);
  const fetching = new Set<number>();
  const { events } = member;
  member.on(events.GROUP_JOIN, ({ payload }) => hooks.joined(payload));
  member.on(events.FETCH_START, ({ payload: { nodeId } }) => {
    // kafkajs tells no failure; the end of the last fetch is missing.
    if (fetching.has(nodeId)) hooks.fetchFailed();
    fetching.add(nodeId);
  });
  member.on(events.FETCH, ({ payload: { nodeId } }) => {
    fetching.delete(nodeId);
    hooks.fetched();
  });
  member.on(events.END_BATCH_PROCESS, ({ payload: { batchSize, firstOffset, ...batch } }) => {
    if (batchSize === 0 && firstOffset !== null) hooks.hidden({ ...batch, firstOffset });
  });
  member.on(events.STOP, () => hooks.left());
  // kafkajs disconnects before it reports a crash, so a disconnection is the end only while closing.
  member.on(events.CRASH, ({ payload }) => ended.reject(payload.error));
  member.on(events.DISCONNECT, () => {
    if (isClosing()) ended.resolve();
  });
  return ended.promise;
}
