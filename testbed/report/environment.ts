import { cpus, release, totalmem, type } from "node:os";
import { type DrillReport } from "./drill/drill-report.ts";

/** The machine and the versions; `undefined` where a part does not tell its own. */
export function environmentOf(
  mosquitto: string | undefined,
  kafka: string | undefined,
): DrillReport["environment"] {
  return {
    cpus: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    os: `${type()} ${release()}`,
    node: process.version,
    mosquitto: mosquitto ?? null,
    kafka: kafka ?? null,
  };
}
