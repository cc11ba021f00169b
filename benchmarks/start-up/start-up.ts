import { runtimes } from "../../testbed/pipeline/runtime.ts";
import { type Benchmark } from "../benchmark.ts";
import { hundredths } from "../median-ratio.ts";
import { startAsProcesses } from "./start-as-processes.ts";
import { startInContainers } from "./start-in-containers.ts";
import { startUpMeasures } from "./start-up-measures.ts";

/** Time of a start, and memory and processor time of the idle pipeline: of `npm start`, and of `docker compose up --wait`. */
export const startUp: Benchmark = {
  name: "start-up",
  runtimes,
  takesBridges: false,
  minutes: { local: 5, compose: 4 },
  measures: startUpMeasures,
  async run(context) {
    const local = await startAsProcesses(context);
    if (!context.runtimes.includes("compose")) return { local };
    const { figures, details } = await startInContainers(context);
    const timesIdleCores = hundredths(figures.idleCores / local.figures.idleCores);
    return { local, compose: { figures: { ...figures, timesIdleCores }, details } };
  },
};
