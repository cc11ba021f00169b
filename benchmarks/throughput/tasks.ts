import { type Benchmark } from "../benchmark.ts";
import { isComplete } from "../is-complete.ts";
import { hundredths } from "../median-ratio.ts";
import { BridgeRounds } from "./bridge-rounds.ts";
import { shards } from "./floods.ts";
import { shardedConnector, shardedTopic } from "./sharded-connector.ts";
import { throughPipeline } from "./through-pipeline.ts";

const taskCounts = [1, 2, 4] as const;

/** Throughput with the devices on several topics, each with a session of its own, over several tasks of the connector. */
export const tasks: Benchmark = {
  name: "tasks",
  runtimes: ["local"],
  takesBridges: false,
  minutes: { local: 8, compose: 0 },
  measures: [
    {
      measure: `throughput of ${shards} topic filters over 2 and 4 tasks against 1, nothing lost, order kept`,
      targets: {
        local: {
          target: "≥ 0.9 × each",
          shown: (of) =>
            `${of("times2")} × and ${of("times4")} ×, ${of("lost")} lost, ${of("reordered")} reordered`,
          isMet: (of) => of("times2") >= 0.9 && of("times4") >= 0.9 && isComplete(of),
          whyMissed:
            "Four tasks are four event loops, task threads and producers on the same two cores: for the same readings their threads wake four to five times as often as those of one task with all four sessions, and Kafka gets more and smaller requests. Either way Connect takes half or less of the processor time for a reading that it took when each session had an event loop of its own.",
        },
        compose: "tasks are compared as processes",
      },
    },
  ],
  async run(context) {
    const rounds: BridgeRounds[] = [];
    for (const count of taskCounts) {
      const bridge = new BridgeRounds(await shardedConnector(count, shards), (tested, tell, conditions) =>
        throughPipeline(tested, tell, conditions, { topic: shardedTopic }),
      );
      await bridge.measure(context, (step) => context.progress(`${bridge.name}: ${step}`));
      rounds.push(bridge);
    }
    const [one, two, four] = rounds;
    const times = (of: BridgeRounds | undefined) => hundredths(of?.ratioTo(one?.rates ?? []) ?? Number.NaN);
    const sum = (word: "lost" | "reordered") => rounds.reduce((total, { counts }) => total + counts[word], 0);
    return {
      local: {
        figures: {
          ...{ times2: times(two), times4: times(four) },
          ...{ lost: sum("lost"), reordered: sum("reordered") },
        },
        details: [
          "Conditions as those of `throughput`, with each device on one of the topics. All tasks are in one worker, on the cores that all parts share: the figure shows what further sessions and tasks cost, not what further machines gain.",
          ...rounds.map(({ name, latestText }) => `${name}: ${latestText}.`),
        ],
      },
    };
  },
};
