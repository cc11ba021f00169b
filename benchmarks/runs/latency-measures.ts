import { type Measure } from "../benchmark.ts";

/** Measures of the benchmark latency. */
export const latencyMeasures: readonly Measure[] = [
  {
    measure: "end-to-end p50 at 1,000/s after 90 s of load",
    targets: {
      local: {
        target: "≤ 3 ms, below the hand-written bridge's",
        shown: (of) => `${ms(of("warmP50Ms"))} (hand-written: ${ms(of("handWrittenP50Ms"))})`,
        isMet: (of) => of("warmP50Ms") <= 3 && of("warmP50Ms") < of("handWrittenP50Ms"),
      },
      compose: {
        target: "≤ 2 × as processes",
        shown: (of) => `${of("timesP50")} ×, ${ms(of("warmP50Ms"))}`,
        isMet: (of) => of("timesP50") <= 2,
      },
    },
  },
  {
    measure: "end-to-end p99 at 1,000/s after 90 s of load",
    targets: {
      local: {
        target: "≤ 10 ms, below the hand-written bridge's",
        shown: (of) => `${ms(of("warmP99Ms"))} (hand-written: ${ms(of("handWrittenP99Ms"))})`,
        isMet: (of) => of("warmP99Ms") <= 10 && of("warmP99Ms") < of("handWrittenP99Ms"),
      },
      compose: {
        target: "≤ 2 × as processes",
        shown: (of) => `${of("timesP99")} ×, ${ms(of("warmP99Ms"))}`,
        isMet: (of) => of("timesP99") <= 2,
      },
    },
  },
  {
    measure: "end-to-end p99 at 1,000/s after 10 s of load",
    targets: {
      local: {
        target: "≤ 10 ms",
        shown: (of) => ms(of("coldP99Ms")),
        isMet: (of) => of("coldP99Ms") <= 10,
      },
      compose: "the runtimes are compared after 90 s",
    },
  },
  {
    measure: "processor time of Connect at 1,000/s",
    targets: {
      local: {
        target: "≤ 0.12 of a core",
        shown: (of) => cores(of("connectCores")),
        isMet: (of) => of("connectCores") <= 0.12,
      },
      compose: "in the sum below",
    },
  },
  {
    measure: "processor time of the five parts at 1,000/s",
    targets: {
      local: "Connect's has a target",
      compose: {
        target: "≤ 1.2 × as processes",
        shown: (of) => `${of("timesPartsCores")} ×, ${cores(of("partsCores"))}`,
        isMet: (of) => of("timesPartsCores") <= 1.2,
      },
    },
  },
  {
    measure: "processor time of the container engine at 1,000/s, health checks included",
    targets: {
      local: "it has none",
      compose: {
        target: "≤ 0.25 of a core",
        shown: (of) => cores(of("engineCores")),
        isMet: (of) => of("engineCores") <= 0.25,
      },
    },
  },
];

const ms = (value: number) => `${value} ms`;
const cores = (value: number) => `${value} of a core`;
