import { setTimeout as delay } from "node:timers/promises";
import { type MqttClient } from "mqtt";

const intervalMs = 4;
/** Keys of each topic: their messages alternate. */
const keysOfTopic = 2;

/** Publishes numbered messages to topics, at QoS 1 and without pause, until disposed. */
export class SteadyLoad implements AsyncDisposable {
  readonly #client: MqttClient;
  readonly #topics = new Set<string>();
  readonly #acknowledged = new Map<string, number>();
  readonly #next = new Map<string, number>();
  readonly #onTheWay = new Map<string, Promise<unknown>>();
  readonly #publishing: Promise<void>;
  #isOver = false;

  constructor(client: MqttClient) {
    this.#client = client;
    this.#publishing = this.#publish();
  }

  /** Number of acknowledged messages by key: those from 0 on. */
  get acknowledged(): ReadonlyMap<string, number> {
    return this.#acknowledged;
  }

  /** Begins to publish to a topic. */
  begin(topic: string): void {
    this.#topics.add(topic);
  }

  /** Ends publishing to a topic, and waits until all of its messages are acknowledged. */
  async end(topic: string): Promise<void> {
    this.#topics.delete(topic);
    await this.#onTheWay.get(topic);
  }

  /** Ends publishing, and waits until all messages are acknowledged. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isOver = true;
    await this.#publishing;
    await Promise.all(this.#onTheWay.values());
  }

  async #publish(): Promise<void> {
    while (!this.#isOver) {
      for (const topic of this.#topics) {
        const sent = Array.from({ length: keysOfTopic }, (_, key) => this.#send(topic, `${topic}-${key}`));
        this.#onTheWay.set(topic, Promise.all([this.#onTheWay.get(topic), ...sent]));
      }
      await delay(intervalMs);
    }
  }

  async #send(topic: string, id: string): Promise<void> {
    const number = this.#next.get(id) ?? 0;
    this.#next.set(id, number + 1);
    await this.#client.publishAsync(topic, JSON.stringify({ id, number }), { qos: 1 });
    // PUBACKs come in order (MQTT 5 section 4.6).
    this.#acknowledged.set(id, number + 1);
  }
}
