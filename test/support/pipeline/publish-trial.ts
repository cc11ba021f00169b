import { type Pipeline } from "../../../testbed/pipeline/pipeline.ts";
import { TimeoutError, waitFor } from "../../../testbed/wait-for.ts";
import { problemsOf } from "../mqtt/expected-arrival.ts";
import { type PublishPacket } from "../mqtt/publish-packet.ts";
import { RawClient } from "../mqtt/raw-client.ts";
import { KafkaReader, type SeenRecord } from "./kafka-reader.ts";
import { OwnConnector } from "./own-connector.ts";

/** A message with a shorter expiry is sent while nothing else waits: the broker drops what expires in its queue. */
const shortExpirySeconds = 60;

/** Packets that a broker was given, and what became of those that it accepted. */
export interface TrialOutcome {
  readonly accepted: number;
  readonly failures: readonly TrialFailure[];
  /** Whether messages still arrive, on the first connection. */
  readonly flows: boolean;
}

/** A packet, by its place in the batch, that did not arrive as it should. */
export interface TrialFailure {
  readonly index: number;
  readonly problems: readonly string[];
}

/** Topic filters by the id of a trial; each has a session, and so a connection, of its own. */
const filters = [(id: string) => `${id}/#`, (id: string) => `/${id}/#`] as const;

/** A connector with a client that sends it any packets, and readers of what it writes. */
export class PublishTrial implements AsyncDisposable {
  readonly #connector: OwnConnector;
  readonly #client: RawClient;
  readonly #records: KafkaReader;
  readonly #deadLetters: KafkaReader;
  readonly #resources: AsyncDisposableStack;
  readonly #id: string;
  readonly #arrivalTimeoutMs: number;
  #sent = 0;

  private constructor(
    id: string,
    connector: OwnConnector,
    client: RawClient,
    [records, deadLetters]: readonly [KafkaReader, KafkaReader],
    resources: AsyncDisposableStack,
    arrivalTimeoutMs: number,
  ) {
    this.#arrivalTimeoutMs = arrivalTimeoutMs;
    this.#id = id;
    this.#connector = connector;
    this.#client = client;
    this.#records = records;
    this.#deadLetters = deadLetters;
    this.#resources = resources;
  }

  /** Registers the connector. A message that has not arrived after `arrivalTimeoutMs` counts as stuck. */
  static async open(pipeline: Pipeline, arrivalTimeoutMs: number): Promise<PublishTrial> {
    const id = crypto.randomUUID();
    await using resources = new AsyncDisposableStack();
    const connector = await OwnConnector.register(pipeline, filters.map((filter) => filter(id)).join(), {
      "mqtt.qos": "2",
      "header.converter": "io.github.mqttkafkatestbed.connect.converter.TextOrBytesConverter",
    });
    resources.use(connector);
    const client = resources.use(new RawClient(pipeline.addresses.mqttUrl));
    const records = resources.use(await KafkaReader.open(pipeline, connector.name));
    const deadLetters = resources.use(await KafkaReader.open(pipeline, `${connector.name}.dead-letter`));
    return new PublishTrial(
      id,
      connector,
      client,
      [records, deadLetters],
      resources.move(),
      arrivalTimeoutMs,
    );
  }

  /** Sends a batch, and waits until all of it that the broker accepted has arrived, and a plain message behind it. */
  async run(packets: readonly PublishPacket[]): Promise<TrialOutcome> {
    const accepted: { readonly index: number; readonly packet: PublishPacket }[] = [];
    const problems: string[] = [];
    try {
      for (const [index, packet] of packets.entries()) {
        if (expiresSoon(packet)) await this.#untilFlowing();
        const sent = { ...packet, topic: Buffer.concat([this.#nextTopic(), packet.topic]) };
        if ((await this.#client.publish(sent)).kind === "accepted") accepted.push({ index, packet: sent });
      }
      await this.#untilFlowing();
      await this.#untilArrived(accepted.map(({ packet }) => packet.topic.toString()));
    } catch (error) {
      if (!(error instanceof TimeoutError)) throw error;
      problems.push(error.message);
    }
    const { made, lost } = await this.#connector.connections(this.#id);
    if (made !== filters.length || lost > 0) problems.push(`${made} connections made and ${lost} lost`);
    return {
      accepted: accepted.length,
      failures: this.#failures(accepted, problems),
      flows: problems.length === 0,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#resources.disposeAsync();
  }

  /** Returns the problems by packet; those of the flow come first, as problems of the first packet that has not arrived. */
  #failures(
    accepted: readonly { readonly index: number; readonly packet: PublishPacket }[],
    flowProblems: readonly string[],
  ): TrialFailure[] {
    const records = byTopic(this.#records.records);
    const deadLetters = byTopic(this.#deadLetters.records);
    const arrived = accepted.map(({ index, packet }) => {
      const topic = packet.topic.toString();
      const [found, dead] = [records.get(topic) ?? [], deadLetters.get(topic) ?? []];
      return {
        index,
        isMissing: found.length + dead.length === 0,
        problems: problemsOf(packet, found, dead),
      };
    });
    const failures = arrived.filter(({ problems }) => problems.length > 0);
    if (flowProblems.length === 0) return failures;
    const suspect = failures.find(({ isMissing }) => isMissing) ?? failures[0] ?? arrived.at(-1);
    const problems = [...(suspect?.problems ?? []), ...flowProblems];
    return [{ index: suspect?.index ?? 0, problems }, ...failures.filter((failure) => failure !== suspect)];
  }

  /** Returns the beginning of a topic that no other packet has; every second one has an empty first level. */
  #nextTopic(): Buffer {
    this.#sent += 1;
    return Buffer.from(`${this.#sent % 2 === 0 ? "" : "/"}${this.#id}/${this.#sent}`);
  }

  /** Publishes a plain message and waits until it has arrived. */
  async #untilFlowing(): Promise<void> {
    const topic = this.#nextTopic();
    const plain = {
      qos: 1,
      retain: false,
      duplicate: false,
      properties: [],
      payload: Buffer.from("plain"),
    } as const;
    const answer = await this.#client.publish({ topic, ...plain });
    if (answer.kind === "refused") throw new Error(`the broker refused a plain message: ${answer.reason}`);
    await this.#untilArrived([topic.toString()]);
  }

  async #untilArrived(topics: readonly string[]): Promise<void> {
    const wait = { description: "a message", timeoutMs: this.#arrivalTimeoutMs, intervalMs: 10 };
    await waitFor(wait, () => {
      const seen = new Set([...this.#records.records, ...this.#deadLetters.records].map(topicOf));
      const missing = topics.filter((topic) => !seen.has(topic));
      if (missing.length === 0) return true;
      throw new Error(`${missing.length} missing`);
    });
  }
}

function expiresSoon({ properties }: PublishPacket): boolean {
  return properties.some(({ kind, value }) => kind === "messageExpiry" && Number(value) < shortExpirySeconds);
}

function byTopic(records: readonly SeenRecord[]): ReadonlyMap<string, readonly SeenRecord[]> {
  return Map.groupBy(records, topicOf);
}

function topicOf({ headers }: SeenRecord): string {
  return headers["mqtt.topic"] ?? "";
}
