import { partNames } from "../../services/shared/topology.ts";
import { oneOfEach } from "../../testbed/pipeline/cluster/cluster-size.ts";
import { median } from "../../testbed/report/median.ts";
import { type Benchmark, type BenchmarkContext, type Figures } from "../benchmark.ts";
import { isComplete } from "../is-complete.ts";
import { hundredths } from "../median-ratio.ts";
import { BridgeRounds, resultText } from "./bridge-rounds.ts";
import { measuredFloods, messages } from "./floods.ts";
import { shardedConnector, shardedTopic } from "./sharded-connector.ts";
import { throughPipeline } from "./through-pipeline.ts";

const workers = 2;
/** Sizes of the pipeline, each with as many topic filters as tasks. */
const sizes = {
  one: { tasks: 1, kafkaNodes: 1 },
  two: { tasks: 2, kafkaNodes: 1 },
  four: { tasks: 4, kafkaNodes: 1 },
  threeNodes: { tasks: 1, kafkaNodes: 3 },
} as const;

type Size = keyof typeof sizes;
const sizeNames = Object.keys(sizes) as Size[];

/** Throughput of a pipeline with two workers: one, two and four topic filters, one and three Kafka nodes. */
export const scale: Benchmark = {
  name: "scale",
  runtimes: ["local"],
  takesBridges: false,
  minutes: { local: 9, compose: 0 },
  measures: [
    {
      measure: `${workers} workers: throughput of 2 and 4 topic filters, a task each, against 1; processor time for a reading`,
      targets: {
        local: {
          target: "0 lost, 0 reordered; the ratios are stated",
          shown: (of) =>
            `${of("times-two")} × and ${of("times-four")} ×, ${of("micros-one")}, ${of("micros-two")} and ${of("micros-four")} µs, ${complete(of)}`,
          isMet: (of) => of("times-two") > 0 && of("times-four") > 0 && isComplete(of),
        },
        compose: "sizes are compared as processes",
      },
    },
    {
      measure: "the same: 1 topic filter, 3 Kafka nodes with 3 replicas against 1",
      targets: {
        local: {
          target: "0 lost, 0 reordered; the ratio is stated",
          shown: (of) =>
            `${of("times-threeNodes")} ×, ${of("micros-one")} and ${of("micros-threeNodes")} µs, ${complete(of)}`,
          isMet: (of) => of("times-threeNodes") > 0 && isComplete(of),
        },
        compose: "sizes are compared as processes",
      },
    },
  ],
  async run(context) {
    const results = await resultsOf(context);
    const details = sizeNames.flatMap((name) =>
      results[name].results.map((result) => `${inWords(name)}: ${resultText(result)}.`),
    );
    return { local: { figures: figuresOf(results), details: [conditions, ...details] } };
  },
};

const conditions = `Conditions as those of \`throughput\`, with two workers, each device on one of as many topics as there are tasks; one run of each size. Workers and nodes are processes on the cores that all parts share: the figures show what further ones cost, not what further machines gain. Processor time is that of the five parts, of all their processes, without the tester and the flood.`;

async function resultsOf(context: BenchmarkContext): Promise<Record<Size, BridgeRounds>> {
  const entries = await Promise.all(
    sizeNames.map(async (name) => {
      const { tasks, kafkaNodes } = sizes[name];
      const pipeline = { cluster: { ...oneOfEach, kafkaNodes, workers }, topic: shardedTopic, shards: tasks };
      const size = new BridgeRounds(await shardedConnector(tasks, tasks), (bridge, tell, conditions) =>
        throughPipeline(bridge, tell, conditions, pipeline),
      );
      return [name, size] as const;
    }),
  );
  for (const [name, size] of entries)
    await size.measure(context, (step) => context.progress(`${inWords(name)}: ${step}`));
  return Object.fromEntries(entries) as Record<Size, BridgeRounds>;
}

function inWords(name: Size): string {
  const { tasks, kafkaNodes } = sizes[name];
  return `${tasks === 1 ? "1 task" : `${tasks} tasks`} over ${workers} workers, ${kafkaNodes === 1 ? "1 node" : `${kafkaNodes} nodes`}`;
}

function figuresOf(results: Readonly<Record<Size, BridgeRounds>>): Record<string, number> {
  const sum = (word: "lost" | "reordered") =>
    sizeNames.reduce((total, name) => total + results[name].counts[word], 0);
  return {
    ...Object.fromEntries(
      sizeNames.flatMap((name) => [
        [`times-${name}`, hundredths(results[name].ratioTo(results.one.rates))],
        [`micros-${name}`, Math.round(microsOf(results[name]))],
      ]),
    ),
    ...{ lost: sum("lost"), reordered: sum("reordered") },
  };
}

/** Returns the processor time of all parts for a reading, in µs; NaN if that of a part is not known. */
function microsOf({ measured }: BridgeRounds): number {
  const seconds = measured.map(({ cpuSeconds }) =>
    partNames.reduce((sum, part) => sum + (cpuSeconds[part] ?? Number.NaN), 0),
  );
  return (median(seconds) * 1e6) / (measuredFloods * messages);
}

function complete(of: Figures): string {
  return `${of("lost")} lost, ${of("reordered")} reordered`;
}
