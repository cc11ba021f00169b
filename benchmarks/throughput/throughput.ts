import { handWritten } from "../../testbed/load/hand-written.ts";
import { runtimes } from "../../testbed/pipeline/runtime.ts";
import { figure } from "../../testbed/report/text/figure.ts";
import { type Benchmark, type Figures, type Finding, type Measure } from "../benchmark.ts";
import { isComplete } from "../is-complete.ts";
import { hundredths } from "../median-ratio.ts";
import { BridgeRounds, resultText } from "./bridge-rounds.ts";
import { connections, devices, hopWarmUpMs, measuredFloods, messages, warmUpMs } from "./floods.ts";
import { throughHop } from "./through-hop.ts";
import { throughPipeline } from "./through-pipeline.ts";
import { throughputTable } from "./throughput-table.ts";

const rounds = 2;

const conditions = `${measuredFloods} times ${figure(messages)} readings of ${devices} devices over ${connections} connections at QoS 1, as fast as the broker takes them, after ${warmUpMs / 1_000} s of the same to warm up each pipeline (${hopWarmUpMs / 1_000} s the hop); each from the first that was sent to the last that was consumed. What was lost, repeated or reordered is of the warm-up, too. Ratios are taken round by round; their medians are shown.`;

const measures: readonly Measure[] = [
  {
    measure: "throughput at QoS 1, nothing lost, order kept",
    targets: {
      local: {
        target: "≥ 5 × the hand-written bridge's",
        shown: (of) => `${of("timesHandWritten")} ×, ${shown(of)}`,
        isMet: (of) => of("timesHandWritten") >= 5 && isComplete(of),
      },
      compose: {
        target: "≥ 0.8 × as processes",
        shown: (of) => `${of("timesLocal")} ×, ${shown(of)}`,
        isMet: (of) => of("timesLocal") >= 0.8 && isComplete(of),
        whyMissed:
          "Between containers a packet takes two network namespaces, a bridge and netfilter instead of loopback, and Mosquitto sends a packet per reading. Under the same floods the kernel's share of a reading grew from 13 to 20 µs in Mosquitto, from 3 to 7 in Connect, from 1 to 5 in Kafka. The flood comes from outside, through the engine's proxy of the published port, which costs about a tenth; the publisher of the pipeline does not use it.",
      },
    },
  },
  {
    measure: "the same against the MQTT hop alone",
    targets: {
      local: {
        target: "≥ 0.5 ×",
        shown: (of) => `${of("shareOfHop")} ×`,
        isMet: (of) => of("shareOfHop") >= 0.5,
        whyMissed:
          "All parts share the cores, which are busy all the time: Connect, Kafka and the consumer together take two to three times what Mosquitto takes for a reading, and more for as long as Java's compilers have not done their work (see the processor seconds below).",
      },
      compose: "the hop alone is measured as processes",
    },
  },
];

/**
 * Unpaced throughput: of the whole pipeline in both runtimes, of the same with the hand-written bridge and others, and of the MQTT hop
 * alone.
 */
export const throughput: Benchmark = {
  name: "throughput",
  runtimes,
  takesBridges: true,
  minutes: { local: 10, compose: 5 },
  measures,
  async run(context) {
    const { bridges, traceCarrier, progress, signal } = context;
    const hop: number[] = [];
    const ours = new BridgeRounds(undefined);
    const theirs = new BridgeRounds(handWritten);
    const others = bridges.map((bridge) => new BridgeRounds(bridge));
    const compose = context.runtimes.includes("compose") ? [new BridgeRounds(undefined, inContainers)] : [];
    // In turns: a machine that is slow for a while is slow for all of them.
    for (let round = 1; round <= rounds; round += 1) {
      const tell = (words: string) => (step: string) =>
        progress(`round ${round}/${rounds}: ${words}: ${step}`);
      // Those of others first: one that does not work shows it at once, and ends nothing.
      for (const other of others) await other.attempt(context, tell(other.name));
      hop.push(await throughHop(traceCarrier, tell("the MQTT hop alone"), signal));
      for (const own of [ours, theirs]) await own.measure(context, tell(own.name));
      for (const own of compose) await own.measure(context, tell(`${own.name} in containers`));
    }
    const local = {
      ...localFinding({ hop, ours, theirs }),
      table: throughputTable([ours, theirs, ...others], hop),
    };
    const [contained] = compose;
    return contained === undefined ? { local } : { local, compose: composeFinding(contained, ours) };
  },
};

const inContainers: typeof throughPipeline = (bridge, tell, context) =>
  throughPipeline(bridge, tell, context, { runtime: "compose" });

/** Results as processes. */
interface LocalRounds {
  /** Readings per second of the MQTT hop alone, by round. */
  readonly hop: readonly number[];
  readonly ours: BridgeRounds;
  readonly theirs: BridgeRounds;
}

function localFinding({ hop, ours, theirs }: LocalRounds): Finding {
  return {
    figures: {
      ...figuresOf(ours),
      timesHandWritten: hundredths(ours.ratioTo(theirs.rates)),
      shareOfHop: hundredths(ours.ratioTo(hop)),
    },
    details: [
      conditions,
      ...hop.map(
        (rate, round) =>
          `Round ${round + 1}: the hop alone ${figure(rate)}/s; ours ${textOf(ours, round)}; hand-written ${textOf(theirs, round)}.`,
      ),
    ],
  };
}

function composeFinding(contained: BridgeRounds, ours: BridgeRounds): Finding {
  return {
    figures: { ...figuresOf(contained), timesLocal: hundredths(contained.ratioTo(ours.rates)) },
    details: [
      conditions,
      ...contained.results.map(
        (_, round) =>
          `Round ${round + 1}: as processes ${figure(ours.rates[round] ?? Number.NaN)}/s; in containers ${textOf(contained, round)}.`,
      ),
    ],
  };
}

function figuresOf({ rate, counts }: BridgeRounds): Record<string, number> {
  return { readingsPerSecond: Math.round(rate), ...counts };
}

function textOf({ results }: BridgeRounds, round: number): string {
  const result = results[round];
  return result === undefined ? "not measured" : resultText(result);
}

function shown(of: Figures): string {
  return `${figure(of("readingsPerSecond"))}/s, ${of("lost")} lost, ${of("reordered")} reordered`;
}
