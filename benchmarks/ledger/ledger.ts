import { z } from "zod";
import { figure } from "../../testbed/report/text/figure.ts";
import { type Benchmark } from "../benchmark.ts";
import { ChildProgram } from "../child-program.ts";

const messages = 5_000_000;

const found = z.object({
  facts: z.number(),
  seconds: z.number(),
  mostHeld: z.number(),
  peakMiB: z.number(),
});

/** Memory and speed of the ledger. */
export const ledger: Benchmark = {
  name: "ledger",
  runtimes: ["local"],
  takesBridges: false,
  minutes: { local: 1, compose: 0 },
  measures: [
    {
      measure: "ledger, 5,000,000 messages seen by five taps: memory",
      targets: {
        local: {
          target: "≤ 256 MiB",
          shown: (of) => `${of("peakMiB")} MiB`,
          isMet: (of) => of("peakMiB") <= 256,
        },
        compose: "it has no runtime",
      },
    },
    {
      measure: "the same: facts judged per second",
      targets: {
        local: {
          target: "≥ 400,000/s",
          shown: (of) => `${figure(of("factsPerSecond"))}/s`,
          isMet: (of) => of("factsPerSecond") >= 400_000,
        },
        compose: "it has no runtime",
      },
    },
  ],
  async run({ progress, signal }) {
    progress(`${figure(messages)} messages`);
    // In a process of its own, whose memory is the ledger's.
    const file = new URL("ledger-memory.ts", import.meta.url);
    await using program = new ChildProgram(file, { messages }, signal);
    const { facts, seconds, mostHeld, peakMiB } = found.parse(await program.next());
    const perMillion = peakMiB / (messages / 1_000_000);
    const local = {
      figures: {
        peakMiB,
        mibPerMillionMessages: Math.round(perMillion * 10) / 10,
        factsPerSecond: Math.round(facts / seconds),
      },
      details: [
        `${figure(messages)} messages of 1,000 devices seen by five taps up to 100,000 messages apart, one in 1,000 of them lost, repeated, reordered or late: ${figure(facts)} facts in ${figure(seconds)} s, the making of the facts included; ${figure(peakMiB)} MiB at most for the whole process, ${figure(mostHeld)} readings held at most. The memory does not grow with the number of messages, so the figure per million falls with it.`,
      ],
    };
    return { local };
  },
};
