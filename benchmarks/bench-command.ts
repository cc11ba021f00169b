import { Command, Option } from "commander";
import { withBridgeOptions } from "../testbed/cli/options/bridge-arguments.ts";
import { traceOption } from "../testbed/cli/options/run-arguments.ts";
import { safe } from "../testbed/cli/terminal.ts";
import { type Runtime, runtimes } from "../testbed/pipeline/runtime.ts";
import { runtimeChoices } from "./bench-request.ts";
import { type Benchmark } from "./benchmark.ts";
import { benchmarks } from "./catalogue.ts";

/** Returns the length of benchmarks in these runtimes, in minutes, about. */
export function minutesOf(wanted: readonly Benchmark[], where: readonly Runtime[]): number {
  const each = wanted.flatMap(({ minutes }) => where.map((runtime) => minutes[runtime]));
  return Math.ceil(each.reduce((sum, minutes) => sum + minutes, 0));
}

/** Returns the command line of `npm run bench`. */
export function benchCommand(): Command {
  const each = benchmarks.map(({ name, minutes }) => `${name} ${minutes.local} + ${minutes.compose}`);
  const all = `${minutesOf(benchmarks, runtimes)} minutes, ${minutesOf(benchmarks, ["local"])} with local`;
  const withBridges = benchmarks.filter(({ takesBridges }) => takesBridges).map(({ name }) => name);
  return withBridgeOptions(
    new Command("bench")
      .description("Measures the project's own figures, and writes them to docs/benchmarks.md.")
      .argument(
        "[names...]",
        `which; minutes as processes + in containers: ${each.join(", ")} (default: all that are possible, about ${all})`,
      )
      .addOption(
        new Option(
          "--runtime <name>",
          "both: as processes and in containers, in turns; local: as processes, without a container engine",
        )
          .choices(Object.keys(runtimeChoices))
          .default("both"),
      ),
  )
    .addOption(traceOption())
    .addHelpText(
      "after",
      `
With other bridges or --trace payload: ${withBridges.join(", ")}. They are measured as processes beside ours and the hand-written
bridge, in turn; the table is printed, and docs/benchmarks.md is left as it is.`,
    )
    .configureOutput({ outputError: (text, write) => write(safe(text)) })
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2));
}
