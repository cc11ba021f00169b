import { type Assignment, OffsetTracker } from "../../../../../services/consumer/group/offset-tracker.ts";

/** The topic of these offsets. */
export const topic = "coffee";

/** A batch of partition 2, unless another is given. */
export function batch(offsets: readonly number[], { highWatermark = 100, partition = 2 } = {}) {
  const messages = offsets.map((offset) => ({ offset: String(offset) }));
  return {
    ...{ topic, partition, highWatermark: String(highWatermark), messages },
    firstOffset: () => String(offsets[0]),
    lastOffset: () => String(offsets.at(-1)),
  };
}

/** Handles a batch; returns the offsets that were new. */
export function handle(tracker: OffsetTracker, ...args: Parameters<typeof batch>): number[] {
  const fetched = batch(...args);
  const messages = tracker.unhandled(fetched);
  tracker.markHandled(fetched);
  return messages.map(({ offset }) => Number(offset));
}

/** Finds the topic with this id and these partitions: the start of each log, and what the group has committed there. */
export function find(
  tracker: OffsetTracker,
  id: string | undefined,
  ...partitions: [number, (number | undefined)?][]
) {
  return tracker.find({
    ...{ topic, id },
    partitions: partitions.map(([start, committed]) => ({ start, committed })),
  });
}

/** A tracker of a member that has these partitions, by default those of a topic of three. */
export function joined(
  assignment: Assignment = { [topic]: [0, 1, 2] },
  ...partitions: [number, (number | undefined)?][]
) {
  const tracker = new OffsetTracker();
  tracker.join(assignment);
  find(tracker, "a", ...(partitions.length > 0 ? partitions : ([[0], [0], [0]] as [number][])));
  return tracker;
}

/** The offset to commit in each partition. */
export const uncommittedIn = ({ uncommitted }: OffsetTracker) =>
  uncommitted.map(({ partition, offset }) => [partition, offset]);
