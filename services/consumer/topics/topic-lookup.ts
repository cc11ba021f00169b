import { setTimeout as delay } from "node:timers/promises";
import { Consumer, ListOffsetTimestamps, NetworkError, UserError } from "@platformatic/kafka";
import { platformaticSecurity } from "../../shared/kafka/security/platformatic-security.ts";
import { type GroupAddress } from "../group/group-address.ts";
import { type FoundTopic } from "./found-topic.ts";

/** Connection timeout. With TLS the broker has a handshake to compute. */
const connectTimeoutMs = { plain: 1_000, tls: 5_000 } as const;
const requestTimeoutMs = 2_000;
const closeTimeoutMs = 1_000;
/** The id of a topic that has none (Kafka protocol guide, "Metadata Response"). */
const noId = "00000000-0000-0000-0000-000000000000";

/**
 * Questions to Kafka that kafkajs 2.2.4 cannot ask: it knows the metadata protocol up to version 6, and topic ids came with
 * version 10. Belongs to no group. Loading it takes longer than the rest of the consumer: it is imported when it is needed.
 */
export class TopicLookup implements AsyncDisposable {
  readonly #client: Consumer;

  /** The committed offsets of the group are asked for. */
  constructor({ brokers, security, groupId }: GroupAddress) {
    this.#client = new Consumer({
      clientId: `${groupId}-topics`,
      groupId,
      bootstrapBrokers: [...brokers],
      connectTimeout: security?.tls === undefined ? connectTimeoutMs.plain : connectTimeoutMs.tls,
      // Not `timeout`, which the lookups of 2.12.1 ignore: they would wait for its default of 30 s.
      requestTimeout: requestTimeoutMs,
      retries: 0,
      ...platformaticSecurity(brokers, security),
    });
  }

  /** Looks a topic up. @throws GenericError if Kafka does not answer, or a partition has no leader at the moment */
  async find(topic: string): Promise<FoundTopic> {
    const found = await this.#metadataOf(topic);
    if (found === undefined) return { topic, id: undefined, partitions: [] };
    const partitions = Array.from({ length: found.partitionsCount }, (_, partition) => partition);
    const [starts, committed] = await Promise.all([
      this.#client.listOffsets({ topics: [topic], timestamp: ListOffsetTimestamps.EARLIEST }),
      this.#client.listCommittedOffsets({ topics: [{ topic, partitions }] }),
    ]);
    return {
      topic,
      // From a broker without ids the client returns the name.
      id: found.id === topic || found.id === noId ? undefined : found.id,
      partitions: partitions.map((partition) => ({
        start: Number(starts.get(topic)?.[partition] ?? 0n),
        committed: offsetIn(committed.get(topic)?.[partition]),
      })),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = this.#client.close(true).catch(() => undefined);
    await Promise.race([closed, delay(closeTimeoutMs, undefined, { ref: false })]);
  }

  async #metadataOf(topic: string) {
    try {
      const { topics, brokers } = await this.#client.metadata({ topics: [topic], forceUpdate: true });
      const found = topics.get(topic);
      // Without a leader the client's next request would throw a TypeError outside of its promise.
      if (found?.partitions.some(({ leader }) => !brokers.has(leader)))
        throw new NetworkError(`not every partition of ${topic} has a leader`);
      return found;
    } catch (error) {
      if (error instanceof UserError && error.message.startsWith("Unknown topic ")) return undefined;
      throw error;
    }
  }
}

/** Returns an offset; `undefined` for the negative ones that stand for none. */
function offsetIn(offset: bigint | undefined): number | undefined {
  return offset === undefined || offset < 0n ? undefined : Number(offset);
}
