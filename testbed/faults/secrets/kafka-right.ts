import { type AclEntry, type Admin } from "kafkajs";
import { pino } from "pino";
import { presentAcls } from "../../../services/provision/acls/grant-rights.ts";
import { kafkaClient } from "../../../services/shared/kafka/kafka-client.ts";
import { type Pipeline } from "../../pipeline/pipeline.ts";
import { secureAccess } from "../../pipeline/secure-clients.ts";
import { waitFor } from "../../wait-for.ts";
import { secretsOf } from "./secrets.ts";

const tries = 10;
/** Longest wait until the broker goes by what its controller has written. */
const timeoutMs = 10_000;
const silent = pino({ level: "silent" });

/** Right of a user to the topic of the readings, which can be taken away and given back while Kafka runs. */
export class KafkaRight {
  readonly #pipeline: Pipeline;
  readonly #principal: string;
  #taken: readonly AclEntry[] = [];

  /** `user`: common name of the user's certificate. */
  constructor(pipeline: Pipeline, user: string) {
    this.#pipeline = pipeline;
    this.#principal = `User:CN=${user}`;
  }

  /** Takes the right away; returns when the broker goes by that. */
  async take(): Promise<void> {
    await this.#asNode(async (admin) => {
      this.#taken = await this.#present(admin);
      if (this.#taken.length === 0)
        throw new Error(`${this.#principal} has no right to ${this.#topic} that could be taken away`);
      await admin.deleteAcls({ filters: [...this.#taken] });
      await this.#until(admin, 0);
    });
  }

  /** Gives it back; returns when the broker goes by that. */
  async giveBack(): Promise<void> {
    await this.#asNode(async (admin) => {
      await admin.createAcls({ acl: [...this.#taken] });
      await this.#until(admin, this.#taken.length);
    });
  }

  get #topic(): string {
    return this.#pipeline.names.kafkaTopic;
  }

  async #present(admin: Admin): Promise<AclEntry[]> {
    const all = await presentAcls(admin);
    return all.filter(
      ({ principal, resourceName }) => principal === this.#principal && resourceName === this.#topic,
    );
  }

  async #until(admin: Admin, rights: number): Promise<void> {
    const wait = { description: `Kafka to go by the rights of ${this.#principal}`, timeoutMs };
    await waitFor(wait, async () => (await this.#present(admin)).length === rights || undefined);
  }

  /** Asks Kafka as the node itself, which alone may change rights. */
  async #asNode(action: (admin: Admin) => Promise<void>): Promise<void> {
    const { security } = secureAccess(secretsOf(this.#pipeline).folder, "kafka");
    const brokers = this.#pipeline.addresses.kafkaBrokers.split(",");
    const admin = kafkaClient("drill", brokers, silent, { retries: tries, security }).admin();
    await admin.connect();
    try {
      await action(admin);
    } finally {
      await admin.disconnect();
    }
  }
}
