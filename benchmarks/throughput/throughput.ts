import { handWritten } from "../../testbed/load/hand-written.ts";
import { median } from "../../testbed/report/median.ts";
import { figure } from "../../testbed/report/text/figure.ts";
import { type Benchmark, type Target } from "../benchmark.ts";
import { connections, devices, measuredFloods, messages, warmUpMs } from "./floods.ts";
import { throughHop } from "./through-hop.ts";
import { throughPipeline } from "./through-pipeline.ts";

const rounds = 3;

const targets: readonly Target[] = [
  {
    measure: "throughput at QoS 1, nothing lost, order kept, against the hand-written bridge",
    target: "≥ 5 ×",
    shown: (of) => `${of("timesHandWritten")} ×, ${of("lost")} lost, ${of("reordered")} reordered`,
    isMet: (of) => of("timesHandWritten") >= 5 && of("lost") === 0 && of("reordered") === 0,
  },
  {
    measure: "the same against the MQTT hop alone",
    target: "≥ 0.5 ×",
    shown: (of) => `${of("shareOfHop")} ×`,
    isMet: (of) => of("shareOfHop") >= 0.5,
    whyMissed:
      "All parts share the cores, which are busy all the time: Connect, Kafka and the consumer together take two to three times what Mosquitto takes for a reading, and more for as long as Java's compilers have not done their work (see the processor seconds below).",
  },
];

/** Unpaced throughput: of the whole pipeline, of the same with the hand-written bridge, and of the MQTT hop alone. */
export const throughput: Benchmark = {
  name: "throughput",
  runtimes: ["local"],
  targets,
  async run({ progress, signal }) {
    const rates = { hop: [] as number[], ours: [] as number[], handWritten: [] as number[] };
    const counts = { lost: 0, duplicates: 0, reordered: 0 };
    const details: string[] = [];
    // Interleaved: a machine that is slow for a while is slow for all of them.
    for (let round = 1; round <= rounds; round += 1) {
      const tell = (words: string) => (step: string) =>
        progress(`round ${round}/${rounds}: ${words}: ${step}`);
      const hop = await throughHop(tell("the MQTT hop alone"), signal);
      const ours = await throughPipeline(undefined, tell("our pipeline"), signal);
      const theirs = await throughPipeline(handWritten, tell("the hand-written bridge"), signal);
      rates.hop.push(hop);
      rates.ours.push(ours.rate);
      rates.handWritten.push(theirs.rate);
      counts.lost += ours.counts.gaps;
      counts.duplicates += ours.counts.duplicates;
      counts.reordered += ours.counts.reordered;
      details.push(
        `Round ${round}: the hop alone ${figure(hop)}/s; ours ${figure(ours.rate)}/s, ${ours.account}; hand-written ${figure(theirs.rate)}/s, ${theirs.account}.`,
      );
    }
    const ratio = (other: readonly number[]) =>
      median(rates.ours.map((rate, index) => rate / (other[index] ?? Number.NaN)));
    return {
      figures: {
        readingsPerSecond: Math.round(median(rates.ours)),
        timesHandWritten: hundredths(ratio(rates.handWritten)),
        shareOfHop: hundredths(ratio(rates.hop)),
        ...counts,
      },
      details: [
        `${measuredFloods} times ${figure(messages)} readings of ${devices} devices over ${connections} connections at QoS 1, as fast as the broker takes them, after ${warmUpMs / 1_000} s of the same to warm up each of the three; each from the first that was sent to the last that was consumed. What was lost, repeated or reordered is of the warm-up, too. Ratios are taken round by round; their medians are shown.`,
        ...details,
      ],
    };
  },
};

function hundredths(value: number): number {
  return Math.round(value * 100) / 100;
}
