import { z } from "zod";
import { environment } from "../testbed/report/drill/drill-report.ts";
import { figure } from "../testbed/report/load/load-words.ts";
import { markdownTable } from "../testbed/report/markdown-table.ts";

/** What is kept of the benchmarks: docs/benchmarks.json. */
export const benchmarkResults = z.record(
  z.string(),
  z.object({
    measuredAt: z.iso.datetime(),
    commit: z.string(),
    environment: environment.omit({ mosquitto: true, kafka: true }),
    othersPercent: z
      .number()
      .optional()
      .describe("how busy the machine was just before, with other work; percent of all cores"),
    figures: z.record(z.string(), z.number().nullable()),
    details: z.array(z.string()),
  }),
);

/** The latest results, by the benchmarks' names. */
export type BenchmarkResults = z.infer<typeof benchmarkResults>;

interface Target {
  readonly measure: string;
  readonly target: string;
  readonly benchmark: string;
  readonly shown: (figures: Figures) => string;
  readonly isMet: (figures: Figures) => boolean;
  /** Why, where it is missed. */
  readonly whyMissed?: string;
}

type Figures = (name: string) => number;

const targets: readonly Target[] = [
  {
    measure: "throughput at QoS 1, nothing lost, order kept, against the hand-written bridge",
    target: "≥ 5 ×",
    benchmark: "throughput",
    shown: (of) => `${of("timesHandWritten")} ×, ${of("lost")} lost, ${of("reordered")} reordered`,
    isMet: (of) => of("timesHandWritten") >= 5 && of("lost") === 0 && of("reordered") === 0,
  },
  {
    measure: "the same against the MQTT hop alone",
    target: "≥ 0.5 ×",
    benchmark: "throughput",
    shown: (of) => `${of("shareOfHop")} ×`,
    isMet: (of) => of("shareOfHop") >= 0.5,
    whyMissed:
      "All parts share the cores, which are busy all the time: Connect, Kafka and the consumer together take two to three times what Mosquitto takes for a reading, and more for as long as Java's compilers have not done their work (see the processor seconds below).",
  },
  {
    measure: "end-to-end p50 at 1,000/s, warm",
    target: "≤ 6 ms, below the hand-written bridge's",
    benchmark: "latency",
    shown: (of) => `${of("p50Ms")} ms (hand-written: ${of("handWrittenP50Ms")} ms)`,
    isMet: (of) => of("p50Ms") <= 6 && of("p50Ms") < of("handWrittenP50Ms"),
  },
  {
    measure: "end-to-end p99 at 1,000/s, warm",
    target: "≤ 40 ms, below the hand-written bridge's",
    benchmark: "latency",
    shown: (of) => `${of("p99Ms")} ms (hand-written: ${of("handWrittenP99Ms")} ms)`,
    isMet: (of) => of("p99Ms") <= 40 && of("p99Ms") < of("handWrittenP99Ms"),
    whyMissed: "The rounds below differ by a multiple, for both bridges: more than the bridges do.",
  },
  {
    measure: "one publisher, 10,000 devices for 10 minutes: event-loop delay p99",
    target: "≤ 50 ms",
    benchmark: "devices",
    shown: (of) => `${of("eventLoopDelayP99Ms")} ms`,
    isMet: (of) => of("eventLoopDelayP99Ms") <= 50,
  },
  {
    measure: "the same: memory, nothing lost, the rate held",
    target: "≤ 512 MiB, 0 lost, 6,667/s ± 1 %",
    benchmark: "devices",
    shown: (of) => `${of("peakMiB")} MiB, ${of("lost")} lost, ${figure(of("ratePerSecond"))}/s`,
    isMet: (of) => of("peakMiB") <= 512 && of("lost") === 0 && Math.abs(of("ratePerSecond") - 6_667) <= 66.67,
  },
  {
    measure: "`npm start` to the first reading, all resolved",
    target: "≤ 8 s, stretch 6 s",
    benchmark: "start-up",
    shown: (of) => `${(of("firstReadingMs") / 1_000).toFixed(1)} s`,
    isMet: (of) => of("firstReadingMs") <= 8_000,
  },
  {
    measure: "backlog after 30 s without Connect at 1,000/s, nothing lost, order kept",
    target: "gone in ≤ 10 s",
    benchmark: "backlog",
    shown: (of) =>
      `${(of("drainedMs") / 1_000).toFixed(1)} s, ${of("lost")} lost, ${of("reordered")} reordered`,
    isMet: (of) => of("drainedMs") <= 10_000 && of("lost") === 0 && of("reordered") === 0,
  },
  {
    measure: "memory of the whole local pipeline, idle",
    target: "≤ 900 MiB",
    benchmark: "start-up",
    shown: (of) => `${of("idleMiB")} MiB`,
    isMet: (of) => of("idleMiB") <= 900,
  },
];

/** docs/benchmarks.md: every target with its figure, and what stands behind it. Pure. */
export function benchmarksMarkdown(results: BenchmarkResults): string {
  const rows = targets.map(({ measure, target, benchmark, shown, isMet }) => {
    const result = results[benchmark];
    if (result === undefined) return [measure, target, "not measured", "–"];
    const of = (name: string) => result.figures[name] ?? Number.NaN;
    return [measure, target, shown(of), isMet(of) ? "yes" : "**no**"];
  });
  const missed = targets.flatMap(({ measure, benchmark, isMet, whyMissed }) => {
    const result = results[benchmark];
    const isMissed = result !== undefined && !isMet((name) => result.figures[name] ?? Number.NaN);
    return isMissed && whyMissed !== undefined ? [`- Missed: ${measure}. ${whyMissed}`] : [];
  });
  const sections = Object.entries(results)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { measuredAt, commit, environment: machine, othersPercent, details }]) =>
      [
        `## ${name}`,
        details.map((detail) => `- ${detail}`).join("\n"),
        `Measured ${measuredAt} at commit ${commit}: ${machine.cpus} cores, ${machine.memoryGiB} GiB, ${machine.os}, Node ${machine.node}${othersPercent === undefined ? "" : `, busy to ${othersPercent} % with other work just before`}.`,
      ].join("\n\n"),
    );
  return `${[
    "# Benchmarks",
    "Written by `npm run bench`; `npm run bench -- throughput latency` measures these two anew. Everything runs on one machine, as local processes; with `--runtime compose` in containers, then the section says so. Absolute figures drift with it, ratios within one run hold better. Nothing of this is asserted by a test.",
    markdownTable(["measure", "target", "figure", "met"], rows, { figures: [2] }),
    ...(missed.length > 0 ? [missed.join("\n")] : []),
    ...sections,
  ].join("\n\n")}\n`;
}
