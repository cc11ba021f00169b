import { type Admin } from "kafkajs";
import { pino } from "pino";
import { kafkaClient } from "../../../services/shared/kafka/kafka-client.ts";
import { type KafkaSecurity } from "../../../services/shared/kafka/security/kafka-security.ts";
import { membersWithPartitions } from "./consumer-group.ts";

/** Not 0: kafkajs looks for the group's coordinator among brokers that it knows after its first failure only. */
const retries = 3;
const silent = pino({ level: "silent" });

/** Membership of a program in a consumer group, told from that of its earlier processes, whose sessions may not have expired. */
export class GroupMembership {
  readonly #brokers: readonly string[];
  readonly #groupId: string;
  readonly #security: KafkaSecurity | undefined;
  #before: ReadonlySet<string> = new Set();

  /** `brokers`: `host:port`, separated by commas; `security`: default: plain text without authentication. */
  constructor(brokers: string, groupId: string, security?: KafkaSecurity) {
    this.#brokers = brokers.split(",");
    this.#groupId = groupId;
    this.#security = security;
  }

  get groupId(): string {
    return this.#groupId;
  }

  /** Notes the present members before a start. Without an answer from Kafka, none. */
  async begin(): Promise<void> {
    this.#before = new Set(await this.#members().catch(() => []));
  }

  /** Whether a member that has come since has partitions. @throws kafkajs' error if Kafka does not answer */
  async hasJoined(): Promise<boolean> {
    const members = await this.#members();
    return members.some((member) => !this.#before.has(member));
  }

  async #members(): Promise<string[]> {
    // A client of its own for each question: one that is kept would keep a dead connection.
    const options = { retries, security: this.#security };
    const admin: Admin = kafkaClient("testbed-membership", this.#brokers, silent, options).admin();
    try {
      await admin.connect();
      return await membersWithPartitions(admin, this.#groupId);
    } finally {
      await admin.disconnect();
    }
  }
}
