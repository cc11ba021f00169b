import { partNames } from "../../services/shared/topology.ts";
import { runtimes } from "../../testbed/pipeline/runtime.ts";
import { seconds } from "../../testbed/report/text/seconds.ts";
import { defaultOutageMs } from "../../testbed/run/engine/fault-window.ts";
import { type Benchmark } from "../benchmark.ts";
import { measuredDrill } from "./measured-run.ts";

/** Time to new readings after kill -9 of each part. */
export const recovery: Benchmark = {
  name: "recovery",
  runtimes,
  targets: [],
  async run(context) {
    const figures: Record<string, number> = {};
    const details = [
      "A drill for each part at 500 readings/s, away for 3 s: from the start of the new process to the first new reading at the consumer.",
    ];
    for (const part of partNames) {
      const fault = { spec: { kind: "kill", part }, outageMs: defaultOutageMs } as const;
      const { recovery: measured, counts } = await measuredDrill(context, { fault });
      const { ms, limitMs } = measured;
      figures[`${part}Ms`] = ms ?? Number.NaN;
      const allowed = limitMs === null ? "nothing is promised" : `allowed: ${seconds(limitMs)}`;
      details.push(
        `${part}: ${ms === null ? "not back" : seconds(ms)} (${allowed}); ${counts.lost} lost, ${counts.duplicates} repeated, ${counts.reordered} reordered.`,
      );
    }
    return { figures, details };
  },
};
