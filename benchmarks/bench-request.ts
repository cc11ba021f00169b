import { InvalidArgumentError } from "commander";
import { type TraceCarrier } from "../services/shared/reading/trace.ts";
import { bridgesOf } from "../testbed/cli/options/bridge-arguments.ts";
import { type BridgeArguments } from "../testbed/cli/options/run-arguments.ts";
import { forCount } from "../testbed/counted.ts";
import { type Bridge } from "../testbed/pipeline/bridge.ts";
import { type Runtime, runtimes } from "../testbed/pipeline/runtime.ts";
import { runDefaults } from "../testbed/run/run-defaults.ts";
import { type Benchmark } from "./benchmark.ts";
import { benchmarks } from "./catalogue.ts";

/** Runtimes by the values of `--runtime`. Containers alone are not among them: their targets are ratios to processes. */
export const runtimeChoices = { both: runtimes, local: ["local"] } as const satisfies Record<
  string,
  readonly Runtime[]
>;

/** Options of `npm run bench`, as commander parses them. */
export interface BenchArguments extends Omit<BridgeArguments, "runtime"> {
  readonly runtime: keyof typeof runtimeChoices;
  readonly trace: TraceCarrier;
}

/** Benchmarks to carry out, and their conditions. */
export interface BenchRequest {
  readonly wanted: readonly Benchmark[];
  readonly runtimes: readonly Runtime[];
  readonly bridges: readonly Bridge[];
  readonly traceCarrier: TraceCarrier;
  /** Whether the figures are the project's own, for docs/benchmarks.md: of its bridges alone, as they are by default. */
  readonly isOwn: boolean;
}

/**
 * Returns what the arguments ask for. `names`: of benchmarks; none: all that can be carried out under these conditions. Other
 * bridges are measured as processes, whatever the runtime.
 * @throws {InvalidArgumentError} for other names, and for arguments that conflict
 */
export function benchRequest(names: readonly string[], given: BenchArguments): BenchRequest {
  const { trace: traceCarrier } = given;
  const bridges = bridgesOf({ ...given, runtime: "local" }, false);
  const isOwn = bridges.length === 0 && traceCarrier === runDefaults.traceCarrier;
  const possible = benchmarks.filter(({ takesBridges }) => isOwn || takesBridges);
  const impossible = names.filter((name) => possible.every((benchmark) => benchmark.name !== name));
  if (impossible.length > 0) {
    const allowed = possible.map(({ name }) => name);
    const conditions = [
      ...(bridges.length > 0 ? ["other bridges"] : []),
      ...(traceCarrier === runDefaults.traceCarrier ? [] : [`--trace ${traceCarrier}`]),
    ];
    throw new InvalidArgumentError(
      `${impossible.join(", ")}: ${allowed.join(", ")} ${forCount(allowed.length, "is", "are")} allowed${isOwn ? "" : ` with ${conditions.join(" and ")}`}`,
    );
  }
  const wanted = names.length === 0 ? possible : possible.filter(({ name }) => names.includes(name));
  const where = runtimeChoices[isOwn ? given.runtime : "local"];
  return { wanted, runtimes: where, bridges, traceCarrier, isOwn };
}
