import { type OffsetRange } from "../shared/kafka/offset-range.ts";
import { type RemovedOffsets } from "./group/offset-tracker.ts";
import { type KafkaRecord } from "./kafka-record.ts";
import { type Partition } from "./topics/partition-map.ts";

/** Receives what a consumer reads. */
export interface RecordHandler {
  /** Takes records in order. When it returns, their offsets may be committed. */
  handle(records: readonly KafkaRecord[]): void;
  /** Receives the offsets of the records before them, and those at which transactions left none for a consumer. */
  pass?(offsets: OffsetRange): void;
  /** Called before the first records of a partition that another member of the group has read meanwhile. */
  takenOver?(partition: Partition): void;
  /** Called when Kafka has removed records before they were read. */
  removed?(removed: RemovedOffsets): void;
  /** Called when a topic was deleted and created again: its records follow from offset 0; unread ones of the old one are gone. */
  recreated?(topic: string): void;
}
