import { median } from "../../testbed/report/median.ts";
import { figure } from "../../testbed/report/text/figure.ts";
import { type Benchmark } from "../benchmark.ts";
import { hundredths, medianRatio } from "../median-ratio.ts";
import { coresInWords, sumOf } from "../processor/cores.ts";
import { endToEnd } from "./latency-figures.ts";
import { type MeasuredLoad, measuredLoad } from "./measured-run.ts";

const rounds = 2;
const common = { devices: 200, connections: 8, traceCarrier: "properties" } as const;
/** Loads, each in both forms in every round. */
const loads = {
  unpaced: {
    ...common,
    profile: "unpaced",
    ratePerSecond: Number.POSITIVE_INFINITY,
    warmUpMs: 25_000,
    forMs: 15_000,
  },
  paced: { ...common, ratePerSecond: 1_000, warmUpMs: 30_000, forMs: 20_000 },
} as const;
const forms = ["open", "secure"] as const;

type Runs = Record<keyof typeof loads, Record<(typeof forms)[number], MeasuredLoad[]>>;

/** Cost of shut doors: TLS, client certificates and rights. */
export const secure: Benchmark = {
  name: "secure",
  runtimes: ["local"],
  takesBridges: false,
  minutes: { local: 8, compose: 0 },
  measures: [
    {
      measure:
        "every door shut (`--secure`) against open ones: throughput, p99 and processor time at 1,000/s",
      targets: {
        local: {
          target: "0 lost, 0 reordered; the cost is stated",
          shown: (of) =>
            `${of("timesThroughput")} ×, p99 ${of("timesP99")} ×, cores ${of("timesCores")} ×, ${of("lost")} lost, ${of("reordered")} reordered`,
          isMet: (of) => of("lost") === 0 && of("reordered") === 0 && of("timesThroughput") > 0,
        },
        compose: "the forms are compared as processes",
      },
    },
  ],
  async run(context) {
    const runs: Runs = { unpaced: { open: [], secure: [] }, paced: { open: [], secure: [] } };
    const details: string[] = [conditions];
    // In turns: a machine that is slow for a while is slow for both forms.
    for (let round = 1; round <= rounds; round += 1) {
      for (const load of ["unpaced", "paced"] as const) {
        for (const form of forms) {
          const measured = await measuredLoad(context, "local", {
            ...loads[load],
            secure: form === "secure",
          });
          runs[load][form].push(measured);
          const line = `Round ${round}, ${load}, ${form}: ${lineOf(measured)}`;
          details.push(line);
          context.progress(line);
        }
      }
    }
    return { local: { figures: figuresOf(runs), details } };
  },
};

const conditions =
  "Both forms in turns, each run on a pipeline of its own: as many readings as go through, for 15 s after 25 s of it, and 1,000/s for 20 s after 30 s of it. 200 devices over 8 connections at QoS 1. Medians of the ratios of each round.";

function figuresOf({ unpaced, paced }: Runs): Record<string, number> {
  const ratio = (of: Runs[keyof Runs], value: (load: MeasuredLoad) => number) =>
    hundredths(medianRatio(of.secure.map(value), of.open.map(value)));
  const sum = (word: "lost" | "reordered") =>
    [unpaced, paced]
      .flatMap(({ secure: runs }) => runs)
      .reduce((sum, { report }) => sum + report.counts[word], 0);
  return {
    timesThroughput: ratio(unpaced, ({ report }) => report.throughput.consumed),
    timesP50: ratio(paced, ({ report }) => endToEnd(report).p50),
    timesP99: ratio(paced, ({ report }) => endToEnd(report).p99),
    timesCores: ratio(paced, ({ cores }) => sumOf(cores.parts)),
    secureThroughput: Math.round(median(unpaced.secure.map(({ report }) => report.throughput.consumed))),
    ...{ lost: sum("lost"), reordered: sum("reordered") },
  };
}

function lineOf({ report, cores }: MeasuredLoad): string {
  const { p50, p99 } = endToEnd(report);
  const { lost, duplicates, reordered } = report.counts;
  return `${figure(report.throughput.consumed)}/s, p50 ${figure(p50)} ms, p99 ${figure(p99)} ms, ${lost} lost, ${duplicates} repeated, ${reordered} reordered; cores: ${coresInWords(cores.parts)}.`;
}
