/** A partition as it was found in Kafka. */
export interface FoundPartition {
  /** Offset of the first record that its log still has. */
  readonly start: number;
  /** The offset that the group has committed; `undefined` if it has none. */
  readonly committed: number | undefined;
}

/** A topic as it was found in Kafka. */
export interface FoundTopic {
  readonly topic: string;
  /**
   * Changes when a topic is deleted and created again under the same name (KIP-516). `undefined` if the topic does not exist,
   * or the broker, of a version before Kafka 2.8, has no ids.
   */
  readonly id: string | undefined;
  /** By number; none if the topic does not exist. */
  readonly partitions: readonly FoundPartition[];
}
