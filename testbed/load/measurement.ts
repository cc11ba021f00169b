import { monotonicMicros } from "../../services/shared/journal/journal.ts";
import { type ConsumedFact, type LedgerFact, type LedgerFactOf } from "../ledger/fact.ts";
import { Ledger } from "../ledger/ledger.ts";
import { type Journals } from "../pipeline/folder/journals.ts";
import { type Pipeline } from "../pipeline/pipeline.ts";
import { ArrivalTimes } from "../run/observe/arrival-times.ts";
import { type Observer } from "../run/observe/observer.ts";
import { Progress } from "../run/observe/progress.ts";
import { type Phase } from "../run/phase.ts";
import { JournalTap } from "../taps/journal-tap.ts";
import { KafkaTap } from "../taps/kafka-tap.ts";
import { lateMadeMs } from "./late-made-ms.ts";
import { Latencies } from "./latencies.ts";
import { type LoadRunOptions } from "./load-run-options.ts";
import { MachineWatch } from "./machine/machine-watch.ts";
import { Timeline } from "./timeline.ts";

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
  readonly #pipeline: Pipeline;
  readonly #options: LoadRunOptions;
  readonly #resources = new AsyncDisposableStack();
  readonly #publisherTap: JournalTap;
  readonly #consumerTap: JournalTap;
  #firstMadeAt: number | undefined;
  #madeLate = 0;
  #latestMicros = 0;

  private constructor(
    pipeline: Pipeline,
    journals: Journals,
    options: LoadRunOptions,
    loadBegan: number,
    machine: MachineWatch,
  ) {
    this.#pipeline = pipeline;
    this.#options = options;
    this.loadBegan = loadBegan;
    this.loadEnd = loadBegan + options.forMs * 1_000;
    this.machine = this.#resources.use(machine);
    this.ledger = new Ledger({
      lateAfterMs: options.lateAfterMs,
      taps: ["kafka"],
      consumedImpliesWritten: true,
    });
    // At QoS 0 nothing is acknowledged.
    this.timeline = new Timeline(this.loadBegan, options.qos === 0 ? "made" : "acknowledged");
    // The epoch of the wall clock on the monotonic clock.
    const epoch = monotonicMicros() - (performance.timeOrigin + performance.now()) * 1_000;
    this.latencies = new Latencies({
      qos: options.qos,
      toMonotonic: (epochMs) => epoch + epochMs * 1_000,
      isMeasured: (due) => due >= this.loadBegan && due < this.loadEnd,
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
    return this.progress.line;
  }

  /** Begins to time the event loop of this process. */
  onFlow(): void {
    this.machine.onFlow();
  }

  /** Delimits the load for the machine's processor time. */
  onPhase(phase: Phase): void {
    this.machine.onPhase(phase);
  }

  /** Time at which the first reading was made, in µs of the monotonic clock. */
  get firstMadeAt(): number | undefined {
    return this.#firstMadeAt;
  }

  /** Number of readings made late, and the largest delay. */
  get lateMaking(): { readonly count: number; readonly latestMs: number } {
    return { count: this.#madeLate, latestMs: this.#latestMicros / 1_000 };
  }

  /**
   * Waits until everything has been read that publisher and consumer have written by now.
   * @throws {TimeoutError} after ten minutes
   */
  async catchUp(): Promise<void> {
    for (const tap of [this.#publisherTap, this.#consumerTap]) await tap.catchUp(catchUpTimeoutMs);
  }

  /**
   * Reads the journals to their end. If the pipeline has run empty and readings are missing, first reads the Kafka log, which
   * may have them: what is in Kafka was made before, so the journals have it by their end. The ledger can judge after that.
   */
  async end(hasRunEmpty: boolean): Promise<void> {
    await this.catchUp();
    if (hasRunEmpty && this.ledger.verdict().counts.lost > 0) await this.#readKafka();
    await this[Symbol.asyncDispose]();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#resources.disposeAsync();
  }

  async #readKafka(): Promise<void> {
    const { addresses, names } = this.#pipeline;
    await using tap = await KafkaTap.open(
      {
        brokers: addresses.kafkaBrokers.split(","),
        topic: names.kafkaTopic,
        deadLetterTopic: names.deadLetterTopic,
        traceCarrier: this.#options.traceCarrier,
      },
      (fact) => this.ledger.add(fact),
    );
    await tap.catchUp(kafkaReadTimeoutMs);
  }

  #take(fact: LedgerFact): void {
    this.ledger.add(fact);
    this.latencies.add(fact);
    if (fact.fact === "made") this.#noteMaking(fact);
    const stage = this.progress.add(fact);
    if (stage === undefined) return;
    if (fact.fact === "made" || fact.fact === "acknowledged" || fact.fact === "consumed") {
      this.timeline.addPassage(fact.fact, fact.at);
    }
    if (fact.fact !== "consumed") return;
    this.arrivals.add(fact.at);
    this.timeline.addPassage("inKafka", this.#recordedAt(fact));
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
