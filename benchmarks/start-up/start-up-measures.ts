import { seconds } from "../../testbed/report/text/seconds.ts";
import { type Measure } from "../benchmark.ts";

const whyLarge =
  "The young generations of Java and V8 are as large as throughput needs: smaller ones, 750 MiB in all, cost 9 to 17 % of it. Pages that several processes share, such as Node.js itself, are counted in each of them.";

/** Measures of the benchmark start-up. */
export const startUpMeasures: readonly Measure[] = [
  {
    measure: "`npm start` to the first reading, all resolved; `docker compose up --wait`, images built",
    targets: {
      local: {
        target: "≤ 5 s",
        shown: (of) => seconds(of("firstReadingMs")),
        isMet: (of) => of("firstReadingMs") <= 5_000,
      },
      compose: {
        target: "≤ 15 s",
        shown: (of) => seconds(of("upMs")),
        isMet: (of) => of("upMs") <= 15_000,
      },
    },
  },
  {
    measure: "resident memory, idle",
    targets: {
      local: {
        target: "≤ 700 MiB",
        shown: (of) => `${of("idleMiB")} MiB`,
        isMet: (of) => of("idleMiB") <= 700,
        whyMissed: whyLarge,
      },
      compose: {
        target: "≤ 700 MiB in the containers",
        shown: (of) => `${of("idleMiB")} MiB, and the engine ${of("engineMiB")} MiB`,
        isMet: (of) => of("idleMiB") <= 700,
        whyMissed: whyLarge,
      },
    },
  },
  {
    measure: "processor time, idle",
    targets: {
      local: {
        target: "≤ 0.25 of a core",
        shown: (of) => cores(of("idleCores")),
        isMet: (of) => of("idleCores") <= 0.25,
      },
      compose: {
        target: "≤ 2 × as processes, the engine included",
        shown: (of) => `${of("timesIdleCores")} ×, ${cores(of("idleCores"))}`,
        isMet: (of) => of("timesIdleCores") <= 2,
      },
    },
  },
  {
    measure: "processor time of the health checks, idle",
    targets: {
      local: "it has none",
      compose: {
        target: "< 0.01 of a core",
        shown: (of) => cores(of("healthCheckCores")),
        isMet: (of) => of("healthCheckCores") < 0.01,
      },
    },
  },
];

const cores = (value: number) => `${value} of a core`;
