import { type KafkaClientName, kafkaClientNames } from "../../services/consumer/reader/kafka-reader.ts";
import { startTemporaryPipeline } from "../../testbed/pipeline/temporary-pipeline.ts";
import { median } from "../../testbed/report/median.ts";
import { figure } from "../../testbed/report/text/figure.ts";
import { type Benchmark, type BenchmarkContext } from "../benchmark.ts";
import { ChildProgram } from "../child-program.ts";
import { hundredths, medianRatio } from "../median-ratio.ts";
import { endToEnd } from "../runs/latency-figures.ts";
import { type MeasuredLoad, measuredLoad } from "../runs/measured-run.ts";
import { fillTopic } from "./filled-topic.ts";
import { type ReadResult, readResult } from "./read-request.ts";

/** Sizes of the benchmark. */
export interface ConsumersSize {
  readonly readRounds: number;
  readonly readings: number;
  readonly loadRounds: number;
  readonly warmUpMs: number;
  readonly forMs: number;
}

const usual: ConsumersSize = {
  ...{ readRounds: 3, readings: 400_000 },
  ...{ loadRounds: 2, warmUpMs: 20_000, forMs: 15_000 },
};
const [partitions, devices] = [4, 200];
const ratePerSecond = 1_000;

type ByClient<Value> = Readonly<Record<KafkaClientName, Value[]>>;

/** The consumer with each of its clients of Kafka. */
export const consumers: Benchmark = {
  name: "consumers",
  runtimes: ["local"],
  takesBridges: false,
  minutes: { local: 5, compose: 0 },
  measures: [
    {
      measure: "consumer with @platformatic/kafka against kafkajs: throughput from a filled topic",
      targets: {
        local: {
          target: "each reading once, order kept; the ratio is stated",
          shown: (of) =>
            `${of("timesThroughput")} ×, ${figure(of("platformaticPerSecond"))}/s (kafkajs: ${figure(of("kafkajsPerSecond"))}/s)`,
          isMet: (of) => of("timesThroughput") > 0 && of("readWrongly") === 0,
        },
        compose: "the clients are compared as processes",
      },
    },
    {
      measure: "the same: end-to-end p50 and p99 at 1,000/s",
      targets: {
        local: {
          target: "0 lost, 0 reordered; the figures are stated",
          shown: (of) =>
            `${of("platformaticP50Ms")} and ${of("platformaticP99Ms")} ms (kafkajs: ${of("kafkajsP50Ms")} and ${of("kafkajsP99Ms")} ms), ${of("lost")} lost, ${of("reordered")} reordered`,
          isMet: (of) => of("platformaticP99Ms") > 0 && of("lost") === 0 && of("reordered") === 0,
        },
        compose: "the clients are compared as processes",
      },
    },
  ],
  run: async (context) => ({ local: await measureConsumers(context, usual) }),
};

/** Measures both clients in turns: a machine that is slow for a while is slow for both. */
export async function measureConsumers(context: BenchmarkContext, size: ConsumersSize) {
  const details = [conditionsOf(size)];
  const tell = (line: string) => {
    details.push(line);
    context.progress(line);
  };
  const reads = await readRounds(context, size, tell);
  const loads = await loadRounds(context, size, tell);
  return { figures: figuresOf(reads, loads), details };
}

async function readRounds(
  { signal }: BenchmarkContext,
  { readRounds: rounds, readings }: ConsumersSize,
  tell: (line: string) => void,
): Promise<ByClient<ReadResult>> {
  const results: ByClient<ReadResult> = { kafkajs: [], platformatic: [] };
  // Its publisher is idle.
  await using pipeline = await startTemporaryPipeline("local", { publisher: { DEVICES: "idle" }, signal });
  const brokers = pipeline.addresses.kafkaBrokers.split(",");
  const topic = await fillTopic(brokers, { readings, devices, partitions }, signal);
  for (let round = 1; round <= rounds; round += 1) {
    for (const client of kafkaClientNames) {
      const request = { client, brokers, topic, readings };
      await using program = new ChildProgram(new URL("read-program.ts", import.meta.url), request, signal);
      const result = readResult.parse(await program.next());
      results[client].push(result);
      const { perSecond, cores, duplicates, reordered, gaps } = result;
      tell(
        `Round ${round}, filled topic, ${client}: ${figure(perSecond)}/s, ${cores.toFixed(2)} cores, ${gaps} missing, ${duplicates} repeated, ${reordered} reordered.`,
      );
    }
  }
  return results;
}

async function loadRounds(
  context: BenchmarkContext,
  { loadRounds: rounds, warmUpMs, forMs }: ConsumersSize,
  tell: (line: string) => void,
): Promise<ByClient<MeasuredLoad>> {
  const results: ByClient<MeasuredLoad> = { kafkajs: [], platformatic: [] };
  for (let round = 1; round <= rounds; round += 1) {
    for (const client of kafkaClientNames) {
      const options = { devices, ratePerSecond, warmUpMs, forMs };
      const measured = await measuredLoad(context, "local", options, { KAFKA_CLIENT: client });
      results[client].push(measured);
      const { report, cores } = measured;
      const { p50, p99 } = endToEnd(report);
      const { lost, duplicates, reordered } = report.counts;
      tell(
        `Round ${round}, 1,000/s, ${client}: p50 ${figure(p50)} ms, p99 ${figure(p99)} ms, ${lost} lost, ${duplicates} repeated, ${reordered} reordered; cores of the consumer: ${(cores.parts["consumer"] ?? Number.NaN).toFixed(3)}.`,
      );
    }
  }
  return results;
}

function conditionsOf({ readings, warmUpMs, forMs }: ConsumersSize): string {
  return `In turns: ${figure(readings)} readings of ${devices} devices in ${partitions} partitions, read from the first to the last by the consumer's code in a process of its own, in a new group each time; and 1,000 readings/s through a pipeline of their own for ${forMs / 1_000} s after ${warmUpMs / 1_000} s of it. Medians over the rounds; the ratio is taken round by round.`;
}

function figuresOf(reads: ByClient<ReadResult>, loads: ByClient<MeasuredLoad>): Record<string, number> {
  const rates = (client: KafkaClientName) => reads[client].map(({ perSecond }) => perSecond);
  const percentile = (client: KafkaClientName, which: "p50" | "p99") =>
    hundredths(median(loads[client].map(({ report }) => endToEnd(report)[which])));
  const sum = (word: "lost" | "reordered") =>
    kafkaClientNames
      .flatMap((client) => loads[client])
      .reduce((all, { report }) => all + report.counts[word], 0);
  return {
    timesThroughput: hundredths(medianRatio(rates("platformatic"), rates("kafkajs"))),
    platformaticPerSecond: median(rates("platformatic")),
    kafkajsPerSecond: median(rates("kafkajs")),
    readWrongly: kafkaClientNames
      .flatMap((client) => reads[client])
      .reduce((all, { duplicates, reordered, gaps }) => all + duplicates + reordered + gaps, 0),
    platformaticP50Ms: percentile("platformatic", "p50"),
    platformaticP99Ms: percentile("platformatic", "p99"),
    kafkajsP50Ms: percentile("kafkajs", "p50"),
    kafkajsP99Ms: percentile("kafkajs", "p99"),
    ...{ lost: sum("lost"), reordered: sum("reordered") },
  };
}
