import { holdsUpMsOf, partOf } from "../faults/spec/resolved-fault.ts";
import { type ConsumedFact, type LedgerFact, type LedgerFactOf } from "../ledger/fact.ts";
import { Ledger } from "../ledger/ledger.ts";
import { type ConsumerEvidence } from "../pipeline/consumer/consumer-evidence.ts";
import { consumerText } from "../pipeline/consumer/consumer-text.ts";
import { type Journals } from "../pipeline/folder/journals.ts";
import { type Pipeline } from "../pipeline/pipeline.ts";
import { faultBegins } from "../run/engine/engine.ts";
import { type Freeze, inTimeUntil, type Pace, paceOf } from "../run/judgement/pace.ts";
import { ArrivalTimes } from "../run/observe/arrival-times.ts";
import { FlowWatch } from "../run/observe/flow-watch.ts";
import { type Observer } from "../run/observe/observer.ts";
import { Progress } from "../run/observe/progress.ts";
import { type Phase } from "../run/phase.ts";
import {
  endWithIndependentReading,
  type IndependentReading,
} from "../taps/independent/independent-reading.ts";
import { JournalTap } from "../taps/journal-tap.ts";
import { KafkaTap } from "../taps/kafka-tap.ts";
import { TimeoutError } from "../wait-for.ts";
import { lateMadeMs } from "./late-made-ms.ts";
import { Latencies } from "./latencies.ts";
import { type LoadRunOptions } from "./load-run-options.ts";
import { MachineWatch } from "./machine/machine-watch.ts";
import { type FlowStage, Timeline } from "./timeline.ts";
import { WallClock } from "./wall-clock.ts";

const kafkaReadTimeoutMs = 120_000;
const catchUpTimeoutMs = 600_000;

/**
 * Everything that a load run observes, from the journals of publisher and consumer: a tap in between would use part of the
 * machine. A consumed reading was in Kafka; the Kafka log is read only if readings are lost, and after the load.
 */
export class Measurement implements Observer, AsyncDisposable {
  /** End of the warm-up, in µs of the monotonic clock. */
  readonly loadBegan: number;
  /** Time at which the last reading was due. */
  readonly loadEnd: number;
  readonly ledger: Ledger;
  readonly latencies: Latencies;
  readonly timeline: Timeline;
  readonly machine: MachineWatch;
  readonly progress = new Progress();
  readonly arrivals = new ArrivalTimes();
  readonly flow: FlowWatch;
  /** Second reading of the Kafka log; `undefined` if nothing was missing. Known at the end. */
  independentReading: IndependentReading | undefined;
  readonly #pipeline: Pipeline;
  readonly #options: LoadRunOptions;
  readonly #resources = new AsyncDisposableStack();
  readonly #inTimeUntil: number;
  readonly #publisherTap: JournalTap;
  readonly #consumerTap: JournalTap;
  readonly #passed: Record<FlowStage, number> = { made: 0, acknowledged: 0, inKafka: 0, consumed: 0 };
  #consumedSince = 0;
  #madeLate = 0;
  #madeInTime = 0;
  #madeAfterEnd = 0;
  #latestMicros = 0;

  private constructor(
    pipeline: Pipeline,
    journals: Journals,
    options: LoadRunOptions,
    loadBegan: number,
    machine: MachineWatch,
  ) {
    const { fault, qos } = options;
    this.flow = new FlowWatch(fault && { holdsUpMs: holdsUpMsOf(fault.spec), qos });
    this.#pipeline = pipeline;
    this.#options = options;
    this.loadBegan = loadBegan;
    this.loadEnd = loadBegan + options.forMs * 1_000;
    this.#inTimeUntil = inTimeUntil(this.loadEnd, freezeOfPublisher(options, loadBegan));
    this.machine = this.#resources.use(machine);
    this.ledger = new Ledger({
      lateAfterMs: options.lateAfterMs,
      taps: ["kafka"],
      consumedImpliesWritten: true,
    });
    // At QoS 0 nothing is acknowledged.
    this.timeline = new Timeline(this.loadBegan, options.qos === 0 ? "made" : "acknowledged");
    const wallClock = this.#resources.use(new WallClock());
    this.latencies = new Latencies({
      qos: options.qos,
      toMonotonic: (epochMs) => wallClock.toMonotonic(epochMs),
      // A reading of the warm-up that was made in the load belongs to it: a publisher that is behind has no other.
      isMeasured: ({ due, madeAt }) => madeAt >= this.loadBegan && due < this.loadEnd,
      onArrival: (arrival) => this.timeline.addArrival(arrival),
    });
    const sink = (fact: LedgerFact) => this.#take(fact);
    this.#publisherTap = this.#resources.use(new JournalTap(journals.publisher, "publisher", sink));
    this.#consumerTap = this.#resources.use(new JournalTap(journals.consumer, "consumer", sink));
  }

  /** Begins to measure a running pipeline that writes journals. `loadBegan`: end of the warm-up, µs of the monotonic clock. */
  static async begin(pipeline: Pipeline, options: LoadRunOptions, loadBegan: number): Promise<Measurement> {
    const { journals } = pipeline;
    if (journals === undefined) throw new Error("the pipeline writes no journals");
    return new Measurement(pipeline, journals, options, loadBegan, await MachineWatch.begin(pipeline));
  }

  /** Counts of the main stages. */
  get stageSummary(): string {
    const { recording } = this.#pipeline;
    return recording === undefined
      ? this.progress.line
      : `${this.progress.line}; ${consumerText(recording.evidence)}`;
  }

  /** Evidence of a consumer under test; `undefined` if there is none. */
  get consumerEvidence(): ConsumerEvidence | undefined {
    return this.#pipeline.recording?.evidence;
  }

  /** Begins to time the event loop of this process. */
  onFlow(): void {
    this.machine.onFlow();
  }

  /** Delimits the load for the machine's processor time. */
  onPhase(phase: Phase): void {
    this.machine.onPhase(phase);
  }

  /** Readings per second through a stage, over the load without the warm-up. */
  rate(stage: FlowStage): number {
    return (this.#passed[stage] * 1e6) / (this.loadEnd - this.loadBegan);
  }

  /** Readings consumed per second from the end of the warm-up to the last arrival. */
  get rateUntilDrained(): number {
    const { lastAt = this.loadBegan } = this.arrivals;
    return lastAt > this.loadBegan ? (this.#consumedSince * 1e6) / (lastAt - this.loadBegan) : 0;
  }

  /** Number of readings made late, and the largest delay. */
  get lateMaking(): { readonly count: number; readonly latestMs: number } {
    return { count: this.#madeLate, latestMs: this.#latestMicros / 1_000 };
  }

  /** Returns whether the load was made at its rate. `givenUp`: number of readings that the publisher will not make. */
  pace(givenUp: number): Pace {
    return paceOf(this.#madeInTime, this.#madeAfterEnd, givenUp);
  }

  /**
   * Waits until everything has been read that publisher and consumer have written by now.
   * @throws {TimeoutError} after ten minutes
   */
  async catchUp(): Promise<void> {
    await this.#pipeline.recording?.catchUp();
    for (const tap of [this.#publisherTap, this.#consumerTap]) await tap.catchUp(catchUpTimeoutMs);
  }

  /**
   * Reads the journals to their end. If the pipeline has run empty and readings are missing, first reads the Kafka log, which
   * may have them, with two clients: what is in Kafka was made before, so the journals have it by their end. The ledger can
   * judge after that.
   */
  async end(hasRunEmpty: boolean, signal: AbortSignal): Promise<void> {
    if (hasRunEmpty) await this.#pipeline.recording?.settle(kafkaReadTimeoutMs);
    await this.catchUp();
    if (hasRunEmpty && this.ledger.unexplained > 0) await this.#readKafka(signal);
    await this[Symbol.asyncDispose]();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#resources.disposeAsync();
  }

  async #readKafka(signal: AbortSignal): Promise<void> {
    const { addresses, names } = this.#pipeline;
    const kafka = {
      brokers: addresses.kafkaBrokers.split(","),
      access: addresses.tap.kafkaAccess,
      topic: names.kafkaTopic,
      deadLetterTopic: names.deadLetterTopic,
      traceCarrier: this.#options.traceCarrier,
    };
    let found = { hasGap: true, isRecreated: false };
    try {
      await using tap = await KafkaTap.open(kafka, (fact) => this.ledger.add(fact));
      await tap.catchUp(kafkaReadTimeoutMs);
      found = { hasGap: tap.hasGap, isRecreated: tap.isRecreated };
    } catch (error) {
      // A Kafka that is gone is said in the report.
      if (!(error instanceof TimeoutError)) throw error;
    }
    const options = { kafka, timeoutMs: kafkaReadTimeoutMs, signal };
    this.independentReading = await endWithIndependentReading(this.ledger, found, options);
  }

  #take(fact: LedgerFact): void {
    this.ledger.add(fact);
    if (fact.fact === "made") this.#noteMaking(fact);
    const stage = this.progress.add(fact);
    // A repeated arrival would wait for its times for ever.
    if (stage !== undefined || fact.fact === "dropped") this.latencies.add(fact);
    if (stage === undefined) return;
    this.flow.add(fact);
    if (fact.fact === "made" || fact.fact === "acknowledged" || fact.fact === "consumed") {
      this.#addPassage(fact.fact, fact.at);
    }
    if (fact.fact !== "consumed") return;
    this.arrivals.add(fact.at);
    if (fact.at >= this.loadBegan) this.#consumedSince += 1;
    this.#addPassage("inKafka", this.#recordedAt(fact));
  }

  #addPassage(stage: FlowStage, at: number): void {
    this.timeline.addPassage(stage, at);
    if (at >= this.loadBegan && at < this.loadEnd) this.#passed[stage] += 1;
  }

  #noteMaking({ at, due = at }: LedgerFactOf<"made">): void {
    if (at <= this.#inTimeUntil) this.#madeInTime += 1;
    else this.#madeAfterEnd += 1;
    const late = at - due;
    if (late > lateMadeMs * 1_000) this.#madeLate += 1;
    this.#latestMicros = Math.max(this.#latestMicros, late);
  }

  /** Returns the time since which Kafka has had a consumed reading, by its record's timestamp. */
  #recordedAt({ at, recordedMs }: ConsumedFact): number {
    return recordedMs === undefined ? at : this.latencies.toMonotonic(recordedMs);
  }
}

/** Returns the time in which the fault freezes the publisher: no other fault of a load holds up the making of readings. */
function freezeOfPublisher({ fault, forMs }: LoadRunOptions, loadBegan: number): Freeze | undefined {
  if (fault === undefined || partOf(fault.spec) !== "publisher") return undefined;
  const from = faultBegins(loadBegan, forMs);
  return { from, to: from + fault.outageMs * 1_000 };
}
