import { type Admin } from "kafkajs";
import { type Logger } from "pino";
import { kafkaClient } from "../../../services/shared/kafka/kafka-client.ts";
import { type KafkaSecurity } from "../../../services/shared/kafka/security/kafka-security.ts";
import { TimeoutError, waitFor } from "../../wait-for.ts";

const deleteTimeoutMs = 10_000;

/** Half a minute: a Kafka without consumers until now first creates the topic of their offsets. */
const retries = 60;

/** Name and start of a {@link TemporaryGroup}, and the Kafka that it is in. */
export interface TemporaryGroupOptions {
  readonly groupId: string;
  readonly brokers: readonly string[];
  readonly security: KafkaSecurity | undefined;
  readonly topic: string;
  /** First offset of each partition. */
  readonly startOffsets: ReadonlyMap<number, number>;
}

/**
 * A consumer group with given start offsets, for reading from somebody else's Kafka. Its disposal deletes it from Kafka; the
 * members must have left by then.
 */
export class TemporaryGroup implements AsyncDisposable {
  readonly #groupId: string;
  readonly #admin: Admin;

  private constructor(groupId: string, admin: Admin) {
    this.#groupId = groupId;
    this.#admin = admin;
  }

  /** Creates the group. @throws kafkajs' error if Kafka refuses, or is not able to for about half a minute */
  static async begin(
    { groupId, brokers, security, topic, startOffsets }: TemporaryGroupOptions,
    logger: Logger,
  ): Promise<TemporaryGroup> {
    const admin = kafkaClient(`${groupId}-admin`, brokers, logger, { retries, security }).admin();
    try {
      await admin.connect();
      const partitions = [...startOffsets].map(([partition, offset]) => ({
        partition,
        offset: String(offset),
      }));
      await admin.setOffsets({ groupId, topic, partitions });
    } catch (error) {
      await admin.disconnect();
      throw error;
    }
    return new TemporaryGroup(groupId, admin);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      const wait = { description: "the group to be deleted", timeoutMs: deleteTimeoutMs };
      // Kafka refuses until it has noticed that the last member left.
      await waitFor(wait, () => this.#admin.deleteGroups([this.#groupId]));
    } catch (error) {
      // If Kafka is away, it deletes the group itself some days later (offsets.retention.minutes).
      if (!(error instanceof TimeoutError)) throw error;
    } finally {
      await this.#admin.disconnect();
    }
  }
}
