import { cpus, release, totalmem, type } from "node:os";
import { type Environment } from "./report-fields.ts";

/** Returns the machine and the versions of the programs; an unknown version is `null`. */
export function environmentOf(mosquitto: string | undefined, kafka: string | undefined): Environment {
  return {
    cpus: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    os: `${type()} ${release()}`,
    node: process.version,
    mosquitto: mosquitto ?? null,
    kafka: kafka ?? null,
  };
}
