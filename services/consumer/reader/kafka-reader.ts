import { type OffsetRange } from "../../shared/kafka/offset-range.ts";
import { type GroupAddress } from "../group/group-address.ts";
import { type Assignment, type OffsetBatch, type PartitionOffset } from "../group/offset-tracker.ts";
import { type KafkaRecord } from "../kafka-record.ts";

/** Clients of Kafka that a reader can have; the first is the default. */
export const kafkaClientNames = ["kafkajs", "platformatic"] as const;

/** Name of a client of Kafka. */
export type KafkaClientName = (typeof kafkaClientNames)[number];

/** Topics and group of a reader. */
export interface ReaderOptions extends GroupAddress {
  readonly topics: readonly string[];
  /** Default: that of the setting. */
  readonly sessionTimeoutMs?: number | undefined;
}

/** Records of a partition that were fetched together. */
export interface FetchedBatch extends OffsetBatch<KafkaRecord> {
  /** Returns its offsets, in order, also those at which transactions left no record for a consumer. */
  readonly ranges: () => readonly OffsetRange[];
}

/** Callbacks of a {@link KafkaReader}. */
export interface ReaderHooks {
  /** Waits until the member may join. Resolves to `false` if it must not any more. */
  readonly mayJoin: () => Promise<boolean>;
  readonly joined: (assignment: Assignment) => void;
  /** Called before the member gives its partitions back, so that others can have them: what is committed now counts for them. */
  readonly rebalancing: () => void;
  /** Called when the member has left its group. */
  readonly left: () => void;
  /** Called when Kafka has answered a fetch, also without records. */
  readonly fetched: () => void;
  /** Called before the fetch that follows a failed one. */
  readonly fetchFailed: () => void;
  /** Handles a batch. Resolves to `false` if it has not: the batch is fetched again. */
  readonly handle: (batch: FetchedBatch) => Promise<boolean>;
  /** Called with a batch without a record for a consumer, such as one of a transaction's marker: the reader goes on behind it. */
  readonly hidden: (batch: FetchedBatch) => void;
}

/** A client of Kafka as a member of a consumer group, one membership after the other: records in, offsets out. */
export interface KafkaReader extends Disposable {
  readonly options: ReaderOptions;
  /** Joins the group and reads. Resolves once the member has left, rejects when its membership has failed. */
  run(hooks: ReaderHooks): Promise<void>;
  /** Whether a commit is possible at the moment. */
  readonly canCommit: boolean;
  /** Commits once, without retries. Called in `rebalancing`, it precedes the member's next join. */
  commit(offsets: readonly PartitionOffset[]): Promise<void>;
  /** Reads on from these offsets, and drops what it has fetched of their partitions. */
  seek(offsets: readonly PartitionOffset[]): void;
  /** Leaves the group for good. */
  leave(): Promise<void>;
  /** Ends whatever it waits for. */
  [Symbol.dispose](): void;
}

/** The broker answers a fetch at once if it has records, otherwise after this time. */
export const fetchWaitMs = 200;
/** At least three heartbeats fit into a session; kafkajs sends them between two fetches, so the fetch wait adds to it. */
export const heartbeatIntervalMs = 400;
/** Age at which a reader looks for new partitions again. (kafkajs' default: five minutes.) */
export const metadataMaxAgeMs = 2_000;
