import { type Admin } from "kafkajs";
import { pino } from "pino";
import { Consumer } from "../../../services/consumer/consumer.ts";
import { type KafkaClientName } from "../../../services/consumer/reader/kafka-reader.ts";
import { kafkaReader } from "../../../services/consumer/reader/open-reader.ts";
import { scramUser } from "../../../services/provision/acls/acl-table.ts";
import { type KafkaClient, kafkaClient } from "../../../services/shared/kafka/kafka-client.ts";
import { type KafkaSecurity } from "../../../services/shared/kafka/security/kafka-security.ts";
import { type IdentityName } from "../../../testbed/certificates/identities.ts";
import { readLog } from "../../../testbed/taps/independent/independent-log-reader.ts";
import { waitFor } from "../../../testbed/wait-for.ts";
import { type KafkaDoor } from "./kafka-door.ts";

/** Somebody who is let in: by certificate, or the user of SCRAM. */
export type User = IdentityName | typeof scramUser;

const silent = pino({ level: "silent" });
const timeoutMs = 30_000;
/** Not 0: kafkajs looks for the coordinator of a group among brokers that it knows after its first failure only. */
const retries = 3;

/** A user at the door of Kafka, with everything that somebody could want to do there. */
export class DoorClient {
  readonly user: User;
  readonly brokers: readonly string[];
  readonly security: KafkaSecurity;

  private constructor(user: User, brokers: readonly string[], security: KafkaSecurity) {
    this.user = user;
    this.brokers = brokers;
    this.security = security;
  }

  /** Returns a client that comes by the listener for its kind of users. */
  static async of(user: User, door: KafkaDoor): Promise<DoorClient> {
    return user === scramUser
      ? new DoorClient(user, door.brokers("scram"), await door.scramSecurity(user))
      : new DoorClient(user, door.brokers("external"), await door.securityOf(user));
  }

  /** Writes a record. */
  async write(topic: string, value: string, idempotent = false): Promise<void> {
    const producer = this.#kafka.producer({ idempotent, maxInFlightRequests: 1, retry: { retries } });
    await producer.connect();
    try {
      await producer.send({ topic, messages: [{ value }] });
    } finally {
      await producer.disconnect();
    }
  }

  /** Reads a topic as the consumer does, until it has this value. */
  async readInGroup(
    groupId: string,
    topic: string,
    value: string,
    client: KafkaClientName = "kafkajs",
  ): Promise<void> {
    const { brokers, security } = this;
    const values: (string | undefined)[] = [];
    await using consumer = new Consumer(
      kafkaReader(client, { brokers, security, topics: [topic], groupId }, silent),
      { handle: (records) => void values.push(...records.map((record) => record.value?.toString())) },
      silent,
    );
    consumer.start();
    await waitFor({ description: `${this.user} to read ${value} in ${groupId}`, timeoutMs }, () => {
      if (values.includes(value)) return true;
      throw new Error(consumer.notReady);
    });
  }

  /** Reads topics without a group, as long as the signal lets it. Returns the number of records. */
  async read(
    topics: readonly [string, ...string[]],
    signal = AbortSignal.timeout(timeoutMs),
  ): Promise<number> {
    let records = 0;
    const count = () => {
      records += 1;
    };
    await readLog({ brokers: this.brokers, topics, security: this.security }, count, signal);
    return records;
  }

  /** Joins a group. @throws the error for which it is out again */
  async join(groupId: string): Promise<never> {
    const consumer = this.#kafka.consumer({ groupId, retry: { retries } });
    try {
      await consumer.connect();
      await consumer.subscribe({ topics: ["coffee"] });
      const { promise, reject } = Promise.withResolvers<never>();
      consumer.on("consumer.crash", ({ payload }) => reject(payload.error));
      await consumer.run({ eachMessage: () => Promise.resolve() });
      return await promise;
    } finally {
      await consumer.disconnect();
    }
  }

  /** Carries out something with its admin client. */
  async asAdmin<Result>(action: (admin: Admin) => Promise<Result>): Promise<Result> {
    const admin = this.#kafka.admin({ retry: { retries } });
    await admin.connect();
    try {
      return await action(admin);
    } finally {
      await admin.disconnect();
    }
  }

  get #kafka(): KafkaClient {
    return kafkaClient(`test-${this.user}`, this.brokers, silent, { retries, security: this.security });
  }
}
