import { partNames } from "../../services/shared/topology.ts";
import { type Bridge } from "../../testbed/pipeline/bridge.ts";
import { median } from "../../testbed/report/median.ts";
import { figure } from "../../testbed/report/text/figure.ts";
import { runFailure } from "../../testbed/run/run-failure.ts";
import { bridgeName } from "../../testbed/run/tested-name.ts";
import { type BenchmarkContext } from "../benchmark.ts";
import { type Tell } from "./floods.ts";
import { type Throughput, throughPipeline } from "./through-pipeline.ts";

/** Results of a bridge, one in each round: the reason if it could not be measured. */
export class BridgeRounds {
  readonly name: string;
  readonly results: (Throughput | { readonly reason: string })[] = [];
  readonly #bridge: Bridge | undefined;
  readonly #through: typeof throughPipeline;

  /** `bridge`: `undefined` for the project's own. `through`: measures a pipeline with it; default: as processes. */
  constructor(bridge: Bridge | undefined, through = throughPipeline) {
    this.name = bridgeName(bridge ? { bridge } : {});
    this.#bridge = bridge;
    this.#through = through;
  }

  /** Measures it once. @throws as {@link throughPipeline} does */
  async measure(context: BenchmarkContext, tell: Tell): Promise<void> {
    this.results.push(await this.#through(this.#bridge, tell, context));
    tell(this.latestText);
  }

  /** Measures it once; a failure is a result. @throws the signal's reason if it is aborted */
  async attempt(context: BenchmarkContext, tell: Tell): Promise<void> {
    try {
      await this.measure(context, tell);
    } catch (error) {
      context.signal.throwIfAborted();
      this.results.push({ reason: runFailure(error).message });
      tell(this.latestText);
    }
  }

  /** Results of the rounds in which it could be measured. */
  get measured(): Throughput[] {
    return this.results.filter((result) => "rate" in result);
  }

  /** Readings per second in each round; `undefined` where it could not be measured. */
  get rates(): (number | undefined)[] {
    return this.results.map((result) => ("rate" in result ? result.rate : undefined));
  }

  /** Median of the rates; NaN if there are none. */
  get rate(): number {
    return median(this.measured.map(({ rate }) => rate));
  }

  /** Counts over all rounds. */
  get counts(): Throughput["counts"] {
    const sum = (word: keyof Throughput["counts"]) =>
      this.measured.reduce((total, { counts }) => total + counts[word], 0);
    return { lost: sum("lost"), duplicates: sum("duplicates"), reordered: sum("reordered") };
  }

  /** Returns the median of the ratios to these rates, round by round; NaN if there are none. */
  ratioTo(others: readonly (number | undefined)[]): number {
    return median(
      this.rates.flatMap((rate, round) => {
        const other = others[round];
        return rate === undefined || other === undefined ? [] : [rate / other];
      }),
    );
  }

  /** The latest result in words. */
  get latestText(): string {
    const result = this.results.at(-1);
    return result === undefined ? "" : resultText(result);
  }
}

/** Returns a result in words. */
export function resultText(result: BridgeRounds["results"][number]): string {
  if (!("rate" in result)) return `not measured: ${result.reason}`;
  const { rate, counts, cpuSeconds } = result;
  const cpu = partNames.map((part) => `${part} ${secondsText(cpuSeconds[part])}`);
  return `${figure(rate)}/s, ${counts.lost} lost, ${counts.duplicates} repeated, ${counts.reordered} reordered, processor seconds ${cpu.join(", ")}`;
}

/** Returns processor time in words; a dash if it is not known. */
export function secondsText(seconds: number | undefined): string {
  return seconds === undefined ? "–" : seconds.toFixed(1);
}
