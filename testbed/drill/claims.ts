import { setTimeout as delay } from "node:timers/promises";
import { connect } from "mqtt";
import { pino } from "pino";
import { connectorStatus, taskSummary } from "../../services/provision/connector.ts";
import { type HttpClient } from "../../services/shared/http/http-client.ts";
import { kafkaClient } from "../../services/shared/kafka/kafka-client.ts";
import { askConnectorMetrics } from "../../services/shared/metrics/connector-metrics.ts";
import { type MqttBroker } from "../../services/shared/mqtt/mqtt-broker.ts";
import { type PartName, partNames } from "../../services/shared/topology.ts";
import { type Addresses } from "../pipeline/addresses.ts";
import { type PipelineNames } from "../pipeline/pipeline-names.ts";
import { versionIn } from "../pipeline/probes/versions.ts";

/** State of a part by its own account. */
export interface Claim {
  /** Whether it claims to be healthy; `false` if it does not answer. */
  readonly healthy: boolean;
  /** Its own words, shortened. */
  readonly says: string;
}

/** Claims of all parts at one time. */
export type Claims = Readonly<Record<PartName, Claim>>;

/** Addresses and names of the parts that are asked. */
export interface ClaimsOptions {
  readonly addresses: Addresses;
  /** Without a connector the bridge has no known health check. */
  readonly names: PipelineNames;
  /** Whether the consumer has `/readyz`; one under test has no known health check. */
  readonly asksConsumer: boolean;
}

const pollIntervalMs = 250;
const answerTimeoutMs = 1_000;
/** Age from which an answer counts as none. */
const staleAfterMs = 2_000;
const silent = pino({ level: "silent" });
const noHealthCheck: Claim = { healthy: false, says: "no health check" };
const noAnswer: Claim = { healthy: false, says: "no answer" };

/**
 * Asks every part for its state four times a second, as monitoring would: the services' /readyz, Mosquitto's $SYS topics, the
 * state of the connector's tasks and whether they are connected, and Kafka's offsets, from which the lag of the consumer's group follows.
 */
export class ClaimsWatch implements AsyncDisposable {
  readonly #latest = new Map<PartName, { readonly claim: Claim; readonly atMs: number }>();
  readonly #stop = new AbortController();
  readonly #resources = new AsyncDisposableStack();
  #highestDropped = 0;
  #highestQueued = 0;
  #highestLag = 0;
  #firstDropped: number | undefined;
  #brokerVersion: string | undefined;

  constructor(options: ClaimsOptions) {
    const { addresses, asksConsumer } = options;
    this.#watchMosquitto(addresses.mqtt);
    this.#poll("publisher", (signal) => readiness(addresses.publisher, signal));
    this.#poll("consumer", async (signal) =>
      asksConsumer ? await readiness(addresses.consumer, signal) : noHealthCheck,
    );
    const { connector } = options.names;
    this.#poll("bridge", async (signal) =>
      connector === undefined ? noHealthCheck : await connectorClaim(addresses, connector, signal),
    );
    this.#watchKafka(options);
  }

  /** Latest claim of every part; `no answer` if it is more than 2 s old. */
  get now(): Claims {
    const claimOf = (part: PartName): Claim => {
      const latest = this.#latest.get(part);
      return latest === undefined || performance.now() - latest.atMs > staleAfterMs ? noAnswer : latest.claim;
    };
    return Object.fromEntries(partNames.map((part) => [part, claimOf(part)])) as Record<PartName, Claim>;
  }

  /** Version of the broker ($SYS/broker/version). */
  get brokerVersion(): string | undefined {
    return this.#brokerVersion;
  }

  /** Messages that Mosquitto has dropped since the watch began ($SYS/broker/publish/messages/dropped). */
  get brokerDropped(): number {
    return this.#highestDropped - (this.#firstDropped ?? 0);
  }

  /** Largest number of messages in Mosquitto, retained ones included ($SYS/broker/store/messages/count). */
  get brokerQueuedMost(): number {
    return this.#highestQueued;
  }

  /** Largest lag of the consumer's group in records, by its committed offsets. */
  get consumerLagMost(): number {
    return this.#highestLag;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#resources.disposeAsync();
  }

  #note(part: PartName, claim: Claim): void {
    this.#latest.set(part, { claim, atMs: performance.now() });
  }

  /** Asks a part until the watch ends; a question that is not answered in time counts as `no answer`. */
  #poll(part: PartName, question: (signal: AbortSignal) => Promise<Claim>): void {
    const asking = (async () => {
      while (!this.#stop.signal.aborted) {
        const timeout = AbortSignal.timeout(answerTimeoutMs);
        const claim = await question(AbortSignal.any([timeout, this.#stop.signal])).catch(() => noAnswer);
        this.#note(part, claim);
        await delay(pollIntervalMs, undefined, { signal: this.#stop.signal }).catch(() => undefined);
      }
    })();
    this.#resources.defer(() => asking);
  }

  #watchMosquitto(broker: MqttBroker): void {
    const client = connect({
      ...broker.connectionOptions,
      protocolVersion: 5,
      clientId: `claims-${crypto.randomUUID()}`,
      reconnectPeriod: pollIntervalMs,
    });
    this.#resources.defer(() => client.endAsync(true));
    client.on("error", () => undefined);
    client.on("connect", () => client.subscribe("$SYS/broker/#"));
    let queued = 0;
    client.on("message", (topic, payload) => {
      const value = Number(payload.toString());
      if (topic === "$SYS/broker/publish/messages/dropped") {
        this.#firstDropped ??= value;
        // The count of a broker that was started again begins at 0.
        if (value < this.#firstDropped) this.#firstDropped = 0;
        this.#highestDropped = Math.max(this.#highestDropped, value);
      } else if (topic === "$SYS/broker/store/messages/count") {
        queued = value;
        this.#highestQueued = Math.max(this.#highestQueued, queued);
      } else if (topic === "$SYS/broker/version") {
        this.#brokerVersion = versionIn(payload.toString());
      }
      // Published once a second (sys_interval): the uptime changes every time.
      this.#note("mqtt", { healthy: true, says: `running, ${queued} stored` });
    });
  }

  #watchKafka({ addresses, names: { kafkaTopic, consumerGroup } }: ClaimsOptions): void {
    // Kafka answers questions about offsets from memory; an answer is its claim to be healthy.
    const { kafkaBrokers, kafkaAccess } = addresses;
    const options = { security: kafkaAccess?.security };
    const admin = kafkaClient("claims", kafkaBrokers.split(","), silent, options).admin({
      retry: { retries: 0 },
    });
    this.#resources.defer(() => admin.disconnect());
    this.#poll("kafka", async () => {
      await admin.connect();
      // The group first: records written between the two answers count as lag, not as negative lag.
      const [group] = await admin.fetchOffsets({ groupId: consumerGroup, topics: [kafkaTopic] });
      const ends = await admin.fetchTopicOffsets(kafkaTopic);
      const committed = new Map(
        group?.partitions.map(({ partition, offset }) => [partition, Number(offset)]),
      );
      const lag = ends.reduce(
        (sum, { partition, high }) => sum + Number(high) - Math.max(0, committed.get(partition) ?? 0),
        0,
      );
      this.#highestLag = Math.max(this.#highestLag, lag);
      return { healthy: true, says: `answers, lag ${lag}` };
    });
  }
}

async function readiness(service: HttpClient, signal: AbortSignal): Promise<Claim> {
  const response = await service.fetch("/readyz", { signal });
  const { reason } = (await response.json()) as { readonly reason?: string };
  return { healthy: response.ok, says: reason ?? "ready" };
}

/** RUNNING says nothing of the connection to the MQTT broker; the connector's metrics do, if it has any. */
async function connectorClaim(
  { connect, connectMetrics }: Addresses,
  name: string,
  signal: AbortSignal,
): Promise<Claim> {
  const [status, metrics] = await Promise.all([
    connectorStatus(connect, name, signal),
    askConnectorMetrics(connectMetrics, name, signal).catch(() => undefined),
  ]);
  if (status === undefined) return { healthy: false, says: "does not know the connector" };
  const { running, text } = taskSummary(status);
  if (running && metrics?.connected === false) return { healthy: false, says: `${text}, not connected` };
  return { healthy: running, says: text || "no task" };
}
