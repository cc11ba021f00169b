import { monotonicMicros } from "../../services/shared/journal/journal.ts";
import { type TraceCarrier } from "../../services/shared/reading/trace.ts";
import { type FaultSpec } from "../faults/spec/fault-spec.ts";
import { holdsUpMsOf } from "../faults/spec/resolved-fault.ts";
import { isDeviceFact, type LedgerFact } from "../ledger/fact.ts";
import { Ledger } from "../ledger/ledger.ts";
import { type OptionalTap, optionalTaps } from "../ledger/tap.ts";
import { type ConsumerEvidence, type ConsumerRecording } from "../pipeline/consumer/consumer-evidence.ts";
import { consumerText } from "../pipeline/consumer/consumer-text.ts";
import { type Pipeline } from "../pipeline/pipeline.ts";
import { kafkaVersionOf } from "../pipeline/probes/versions.ts";
import { ArrivalTimes } from "../run/observe/arrival-times.ts";
import { FlowWatch } from "../run/observe/flow-watch.ts";
import { type Injection, type Observer } from "../run/observe/observer.ts";
import { Progress } from "../run/observe/progress.ts";
import { BridgeTap } from "../taps/bridge-tap.ts";
import {
  endWithIndependentReading,
  type IndependentReading,
} from "../taps/independent/independent-reading.ts";
import { JournalTap } from "../taps/journal-tap.ts";
import { KafkaTap, type KafkaTapOptions } from "../taps/kafka-tap.ts";
import { MqttTap } from "../taps/mqtt-tap.ts";
import { AtRisk } from "./at-risk.ts";
import { ClaimChanges } from "./claim-changes.ts";
import { ClaimsWatch } from "./claims.ts";
import { type DrillOptions } from "./drill-options.ts";
import { type Sample } from "./lying-green.ts";
import { untracedText } from "./untraced-records.ts";

/**
 * Longest time since Mosquitto last saved, with `autosave_interval 1` in mosquitto.conf: it compares whole seconds, and saves
 * when more than one has passed.
 */
export const autosaveMs = 2_000;
const sampleIntervalMs = 500;
const catchUpTimeoutMs = 30_000;

/** Everything that a drill observes: the facts of the taps, and the claims of the parts. */
export class Observation implements Observer, AsyncDisposable {
  readonly ledger: Ledger;
  readonly progress = new Progress();
  readonly arrivals = new ArrivalTimes();
  readonly flow: FlowWatch;
  readonly atRisk = new AtRisk(autosaveMs);
  readonly changes = new ClaimChanges();
  readonly claims: ClaimsWatch;
  readonly samples: Sample[] = [];
  readonly #taps = new AsyncDisposableStack();
  /** Version of the Connect worker, which is Kafka's. */
  kafkaVersion: string | undefined;
  /** Second reading of the Kafka log; `undefined` if nothing was missing. Known at the end. */
  independentReading: IndependentReading | undefined;
  #journals: readonly JournalTap[] = [];
  #consumerTap: JournalTap | undefined;
  #kafka: { readonly tap: KafkaTap; readonly options: KafkaTapOptions } | undefined;
  #bridgeTap: BridgeTap | undefined;
  /** The run that is judged, if others write to the same topics. */
  readonly #run: string | undefined;
  readonly #traceCarrier: TraceCarrier;
  readonly #recording: ConsumerRecording | undefined;
  readonly #sampling: NodeJS.Timeout;

  private constructor(
    { addresses, names, section, recording }: Pipeline,
    { lateAfterMs, fault, qos, traceCarrier }: DrillOptions,
    taps: readonly OptionalTap[],
  ) {
    this.flow = new FlowWatch(fault && { holdsUpMs: holdsUpMsOf(fault.spec), qos });
    this.#run = section?.run;
    this.#traceCarrier = traceCarrier;
    this.ledger = new Ledger({ lateAfterMs, taps });
    this.#recording = recording;
    this.claims = new ClaimsWatch({ addresses, names, asksConsumer: recording === undefined });
    this.#sampling = setInterval(() => {
      const sample = { at: monotonicMicros(), claims: this.claims.now, counts: this.progress.counts };
      this.samples.push(sample);
      this.changes.add(sample.at, sample.claims);
    }, sampleIntervalMs);
  }

  /**
   * Begins to observe a running pipeline that writes journals. Unless it is foreign, its link mqtt-bridge must be proxied.
   * The time before is a gap of the MQTT tap; the other taps read from the beginning.
   */
  static async begin(pipeline: Pipeline, options: DrillOptions): Promise<Observation> {
    const { addresses, names, section, journals } = pipeline;
    const { traceCarrier } = options;
    if (journals === undefined) throw new Error("the pipeline writes no journals");
    await using begun = new AsyncDisposableStack();
    const openBridgeTap = await findBridgeTap(pipeline);
    const present = optionalTaps.filter(
      (tap) =>
        (tap !== "mqtt-bridge" || section === undefined) && (tap !== "bridge" || openBridgeTap !== undefined),
    );
    const observation = begun.use(new Observation(pipeline, options, present));
    const sink = (fact: LedgerFact) => observation.#take(fact);
    const taps = observation.#taps;
    const publisherTap = taps.use(new JournalTap(journals.publisher, "publisher", sink));
    if (section === undefined) taps.use(new JournalTap(journals.link, "mqtt-bridge", sink));
    const consumerTap = taps.use(new JournalTap(journals.consumer, "consumer", sink));
    observation.#consumerTap = consumerTap;
    observation.#journals = [publisherTap, consumerTap];
    // At least once is enough for the tap, which ignores repetitions.
    const qos = options.qos === 0 ? 0 : 1;
    taps.use(
      await MqttTap.open({ broker: addresses.tap.mqtt, topic: names.mqttTopic, qos, traceCarrier }, sink),
    );
    const kafka = {
      brokers: addresses.kafkaBrokers.split(","),
      access: addresses.tap.kafkaAccess,
      topic: names.kafkaTopic,
      deadLetterTopic: names.deadLetterTopic,
      traceCarrier,
      ...(section ? { startOffsets: section.startOffsets } : {}),
    };
    observation.#kafka = { tap: taps.use(await KafkaTap.open(kafka, sink)), options: kafka };
    observation.#bridgeTap = taps.use(openBridgeTap?.(sink));
    if (names.connector !== undefined) observation.kafkaVersion = await kafkaVersionOf(addresses.connect);
    begun.move();
    return observation;
  }

  /** Counts of every stage, and of records that are no readings. */
  get stageSummary(): string {
    const { made, acknowledged, delivered, bridgeAcknowledged, inKafka } = this.progress.counts;
    const { untraced } = this.ledger.verdict().counts;
    const { notReady } = this.#kafka?.tap ?? {};
    const consumer = this.#recording && consumerText(this.#recording.evidence);
    return (
      `${made} made, ${acknowledged} acknowledged by the broker, ${delivered} delivered to the bridge, ` +
      `${bridgeAcknowledged} acknowledged by it, ${inKafka} in Kafka, ${untracedText({ untraced, inKafka, traceCarrier: this.#traceCarrier })}` +
      (notReady === undefined ? "" : `; the Kafka tap does not read: ${notReady}`) +
      (consumer === undefined ? "" : `; ${consumer}`)
    );
  }

  /** Evidence of a consumer under test; `undefined` if there is none. */
  get consumerEvidence(): ConsumerEvidence | undefined {
    return this.#recording?.evidence;
  }

  /** Notes a kill of the broker, which decides the readings at risk. */
  onFault(spec: FaultSpec, injection: Injection): void {
    if (spec.kind === "kill" && spec.part === "mqtt") this.atRisk.onKill(injection);
  }

  /** Waits until everything has been read that publisher and consumer have written by now. */
  async catchUp(): Promise<void> {
    await this.#recording?.catchUp();
    for (const tap of this.#journals) await tap.catchUp(catchUpTimeoutMs);
  }

  /**
   * Ends the observation when the taps have read everything that there is now. The consumer's tap ends first: if readings still
   * arrive, no stage has more than the one before it. If readings are missing, the Kafka log is then read once more, with
   * another client. The ledger can judge after that.
   */
  async end(signal: AbortSignal): Promise<void> {
    await this.#recording?.settle(catchUpTimeoutMs);
    await this.#consumerTap?.[Symbol.asyncDispose]();
    await this.#kafka?.tap.catchUp(catchUpTimeoutMs);
    await this.#bridgeTap?.end();
    await this[Symbol.asyncDispose]();
    if (this.#kafka === undefined) return;
    const { tap, options: kafka } = this.#kafka;
    const options = { kafka, run: this.#run, timeoutMs: catchUpTimeoutMs, signal };
    this.independentReading = await endWithIndependentReading(this.ledger, tap, options);
    signal.throwIfAborted();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#sampling);
    await this.#taps.disposeAsync();
    await this.claims[Symbol.asyncDispose]();
  }

  #take(seen: LedgerFact): void {
    const fact = this.#ownFact(seen);
    if (fact === undefined) return;
    this.ledger.add(fact);
    this.atRisk.add(fact);
    if (this.progress.add(fact) === undefined) return;
    this.flow.add(fact);
    if (fact.fact === "consumed") this.arrivals.add(fact.at);
  }

  /** Returns the fact as it counts: a reading of another run is an untraced record in Kafka, and nothing anywhere else. */
  #ownFact(fact: LedgerFact): LedgerFact | undefined {
    if (this.#run === undefined || !isDeviceFact(fact) || fact.run === this.#run) return fact;
    return fact.tap === "kafka" ? { tap: "kafka", fact: "untraced" } : undefined;
  }
}

/** Returns the opener of the bridge's tap; `undefined` if the bridge does not count what it filters. */
async function findBridgeTap({ addresses, names }: Pipeline): ReturnType<typeof BridgeTap.find> {
  const { connect, connectMetrics } = addresses;
  const { connector } = names;
  return connector === undefined ? undefined : await BridgeTap.find({ connect, connectMetrics, connector });
}
