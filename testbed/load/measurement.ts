import { monotonicMicros } from "../../services/shared/journal/journal.ts";
import { type ConsumedFact, type LedgerFact, type LedgerFactOf } from "../ledger/fact.ts";
import { Ledger } from "../ledger/ledger.ts";
import { type Pipeline } from "../pipeline/pipeline.ts";
import { ArrivalTimes } from "../run/observe/arrival-times.ts";
import { Progress } from "../run/observe/progress.ts";
import { JournalTap } from "../taps/journal-tap.ts";
import { KafkaTap } from "../taps/kafka-tap.ts";
import { Latencies } from "./latencies.ts";
import { type LoadPlan } from "./load-run-options.ts";
import { Timeline } from "./timeline.ts";

/** A reading that is made more than this after it was due, was made late. */
const lateMadeMs = 20;
const kafkaReadTimeoutMs = 120_000;
const catchUpTimeoutMs = 600_000;

/**
 * All that a load run learns of the readings, from the journals of publisher and consumer: any tap on the way would take
 * its share of the machine. What is consumed was in Kafka; only where something is lost is the Kafka log read, afterwards.
 */
export class Measurement implements AsyncDisposable {
  /** When the warm-up was over, µs of the monotonic clock. */
  readonly loadBegan: number;
  /** When the last reading was due. */
  readonly loadEnd: number;
  readonly ledger: Ledger;
  readonly latencies: Latencies;
  readonly timeline: Timeline;
  readonly #progress = new Progress();
  readonly #arrivals = new ArrivalTimes();
  readonly #pipeline: Pipeline;
  readonly #plan: LoadPlan;
  readonly #taps = new AsyncDisposableStack();
  readonly #publisherTap: JournalTap;
  readonly #consumerTap: JournalTap;
  #firstMadeAt: number | undefined;
  #madeLate = 0;
  #latestMicros = 0;

  /** `beganAt`: when the publisher's load began, µs of the monotonic clock. */
  constructor(pipeline: Pipeline, plan: LoadPlan, beganAt: number) {
    const { journals } = pipeline;
    if (journals === undefined) throw new Error("the pipeline writes no journals");
    this.#pipeline = pipeline;
    this.#plan = plan;
    this.loadBegan = beganAt + plan.warmUpMs * 1_000;
    this.loadEnd = this.loadBegan + plan.forMs * 1_000;
    this.ledger = new Ledger({
      lateAfterMs: plan.lateAfterMs,
      taps: ["kafka"],
      consumedImpliesWritten: true,
    });
    // At QoS 0 nothing is acknowledged.
    this.timeline = new Timeline(this.loadBegan, plan.qos === 0 ? "made" : "acknowledged");
    /** The monotonic time at which the wall clock began. */
    const epoch = monotonicMicros() - (performance.timeOrigin + performance.now()) * 1_000;
    this.latencies = new Latencies({
      qos: plan.qos,
      toMonotonic: (epochMs) => epoch + epochMs * 1_000,
      isMeasured: (due) => due >= this.loadBegan && due < this.loadEnd,
      onArrival: (arrival) => this.timeline.arrived(arrival),
    });
    const sink = (fact: LedgerFact) => this.#take(fact);
    this.#publisherTap = this.#taps.use(new JournalTap(journals.publisher, "publisher", sink));
    this.#consumerTap = this.#taps.use(new JournalTap(journals.consumer, "consumer", sink));
  }

  /** How far the run is, for people. */
  get progressLine(): string {
    const { made, acknowledged, consumed } = this.#progress.counts;
    return `${made} made, ${acknowledged} acknowledged, ${consumed} arrived`;
  }

  /** How many readings have arrived. */
  get arrived(): number {
    return this.#arrivals.count;
  }

  /** When the last of them did, µs. */
  get lastArrivalAt(): number | undefined {
    return this.#arrivals.lastAt;
  }

  /** When the first reading was made, µs. */
  get firstMadeAt(): number | undefined {
    return this.#firstMadeAt;
  }

  /** How many readings can still arrive. */
  get outstanding(): number {
    return this.#progress.outstanding;
  }

  /** How many readings were made more than 20 ms late, and how late the latest was. */
  get lateMaking(): { readonly count: number; readonly latestMs: number } {
    return { count: this.#madeLate, latestMs: this.#latestMicros / 1_000 };
  }

  /**
   * Waits until all is known that publisher and consumer have written down so far.
   * @throws {TimeoutError} after ten minutes
   */
  async catchUp(): Promise<void> {
    for (const tap of [this.#publisherTap, this.#consumerTap]) await tap.catchUp(catchUpTimeoutMs);
  }

  /**
   * Reads what the journals have to the end. Then the ledger can judge: where the pipeline has run empty and something is
   * missing, the Kafka log is read to see whether it is there.
   */
  async end(hasRunEmpty: boolean): Promise<void> {
    await this[Symbol.asyncDispose]();
    if (hasRunEmpty && this.ledger.verdict().counts.lost > 0) await this.#readKafka();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#taps.disposeAsync();
  }

  async #readKafka(): Promise<void> {
    const { addresses, names } = this.#pipeline;
    await using tap = await KafkaTap.open(
      {
        brokers: addresses.kafkaBrokers.split(","),
        topic: names.kafkaTopic,
        deadLetterTopic: names.deadLetterTopic,
        traceCarrier: this.#plan.traceCarrier,
      },
      (fact) => this.ledger.add(fact),
    );
    await tap.catchUp(kafkaReadTimeoutMs);
  }

  #take(fact: LedgerFact): void {
    this.ledger.add(fact);
    this.latencies.add(fact);
    if (fact.fact === "made") this.#noteMaking(fact);
    const stage = this.#progress.add(fact);
    if (stage === undefined) return;
    if (fact.fact === "made" || fact.fact === "acknowledged" || fact.fact === "consumed") {
      this.timeline.passed(fact.fact, fact.at);
    }
    if (fact.fact !== "consumed") return;
    this.#arrivals.add(fact.at);
    this.timeline.passed("inKafka", this.#recordedAt(fact));
  }

  #noteMaking({ at, due = at }: LedgerFactOf<"made">): void {
    this.#firstMadeAt ??= at;
    const late = at - due;
    if (late > lateMadeMs * 1_000) this.#madeLate += 1;
    this.#latestMicros = Math.max(this.#latestMicros, late);
  }

  /** Returns the time since which Kafka has had a consumed reading, by its record's timestamp. */
  #recordedAt({ at, recordedMs }: ConsumedFact): number {
    return recordedMs === undefined ? at : this.latencies.toMonotonic(recordedMs);
  }
}
