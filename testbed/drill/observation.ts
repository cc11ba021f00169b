import { monotonicMicros } from "../../services/shared/journal.ts";
import { type TraceCarrier } from "../../services/shared/trace.ts";
import { type LedgerFact } from "../ledger/fact.ts";
import { Ledger } from "../ledger/ledger.ts";
import { type Pipeline, type Qos } from "../pipeline/pipeline.ts";
import { JournalTap } from "../taps/journal-tap.ts";
import { KafkaTap } from "../taps/kafka-tap.ts";
import { MqttTap } from "../taps/mqtt-tap.ts";
import { Arrivals } from "./arrivals.ts";
import { AtRisk } from "./at-risk.ts";
import { ClaimChanges } from "./claim-changes.ts";
import { ClaimsWatch } from "./claims.ts";
import { type Sample } from "./lying-green.ts";
import { Progress } from "./progress.ts";

/** What is observed, and how it is judged. */
export interface ObservationOptions {
  readonly qos: Qos;
  readonly traceCarrier: TraceCarrier;
  /** Whether Kafka Connect runs, and can be asked about its connector. Any other bridge has no health check. */
  readonly asksConnect: boolean;
  readonly lateAfterMs: number;
  /** Told of every sample. */
  readonly onSample: (sample: Sample) => void;
}

const topic = "coffee";
const deadLetterTopic = `${topic}.dead-letter`;
const connector = "mqtt-source";
const consumerGroup = "coffee-consumer";
/**
 * How long before it is killed Mosquitto may have saved last, with `autosave_interval 1` in mosquitto.conf: it compares
 * whole seconds and saves when more than one has passed.
 */
export const autosaveMs = 2_000;
const sampleIntervalMs = 500;
const catchUpTimeoutMs = 30_000;

/** Everything that a drill learns of a pipeline: what the taps see, and what the parts say. */
export class Observation implements AsyncDisposable {
  readonly ledger: Ledger;
  readonly progress = new Progress();
  readonly arrivals = new Arrivals();
  readonly atRisk = new AtRisk(autosaveMs);
  readonly changes = new ClaimChanges();
  readonly claims: ClaimsWatch;
  readonly samples: Sample[] = [];
  readonly #taps = new AsyncDisposableStack();
  /** As Connect says it of itself. */
  kafkaVersion: string | undefined;
  #publisherTap: JournalTap | undefined;
  #kafkaTap: KafkaTap | undefined;
  readonly #sampling: NodeJS.Timeout;

  private constructor({ addresses }: Pipeline, { lateAfterMs, asksConnect, onSample }: ObservationOptions) {
    this.ledger = new Ledger({ lateAfterMs, taps: ["broker", "link", "kafka"] });
    this.claims = new ClaimsWatch({
      addresses,
      kafkaTopic: topic,
      consumerGroup,
      connector: asksConnect ? connector : undefined,
    });
    this.#sampling = setInterval(() => {
      const sample = { at: monotonicMicros(), claims: this.claims.now, counts: this.progress.counts };
      this.samples.push(sample);
      this.changes.add(sample.at, sample.claims);
      onSample(sample);
    }, sampleIntervalMs);
  }

  /**
   * Begins to observe a running pipeline that keeps journals and whose link mosquitto-connect leads through the
   * forwarder. What the MQTT tap has missed before is a gap; the others read from the beginning.
   */
  static async begin(pipeline: Pipeline, options: ObservationOptions): Promise<Observation> {
    const { addresses, journals } = pipeline;
    const { traceCarrier } = options;
    if (journals === undefined) throw new Error("the pipeline writes no journals");
    await using begun = new AsyncDisposableStack();
    const observation = begun.use(new Observation(pipeline, options));
    const sink = (fact: LedgerFact) => observation.#take(fact);
    const taps = observation.#taps;
    observation.#publisherTap = taps.use(new JournalTap(journals.publisher, "publisher", sink));
    taps.use(new JournalTap(journals.link, "link", sink));
    taps.use(new JournalTap(journals.consumer, "consumer", sink));
    // A copy for the tap alone needs no more than "at least once".
    const qos = options.qos === 0 ? 0 : 1;
    taps.use(await MqttTap.open({ url: addresses.mqttUrl, topic, qos, traceCarrier }, sink));
    const kafka = { brokers: [addresses.kafkaBrokers], topic, deadLetterTopic, traceCarrier };
    observation.#kafkaTap = taps.use(await KafkaTap.open(kafka, sink));
    if (options.asksConnect) observation.kafkaVersion = await versionOf(addresses.connectUrl);
    begun.move();
    return observation;
  }

  /** Waits until all that the publisher has made so far is known. */
  async catchUpWithPublisher(): Promise<void> {
    await this.#publisherTap?.catchUp();
  }

  /** Ends the observation once every tap has seen what there is to see now. Then the ledger can judge. */
  async end(): Promise<void> {
    await this.#kafkaTap?.catchUp(catchUpTimeoutMs);
    await this[Symbol.asyncDispose]();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#sampling);
    await this.#taps.disposeAsync();
    await this.claims[Symbol.asyncDispose]();
  }

  #take(fact: LedgerFact): void {
    this.ledger.add(fact);
    this.atRisk.add(fact);
    if (this.progress.add(fact) === "consumed" && "at" in fact) this.arrivals.add(fact.at);
  }
}

/** The version of a Connect worker. (Connect REST API, `GET /`.) */
async function versionOf(connectUrl: string): Promise<string | undefined> {
  const response = await fetch(connectUrl);
  const { version } = (await response.json()) as { readonly version?: string };
  return version;
}
