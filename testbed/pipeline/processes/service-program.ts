import { extname, join } from "node:path";
import { nodeFlags } from "../../../services/shared/kafka/node-flags.ts";
import { checkout, nodeCompileCache } from "../../checkout.ts";
import { loopback } from "../ports.ts";
import { answersOk } from "../probes/answers-ok.ts";
import { type Program } from "./program.ts";

/** TypeScript in the checkout, JavaScript in the package. */
const main = `main${extname(import.meta.url)}`;

/** One of the project's own services. It is usable once `GET /readyz` succeeds. */
export function serviceProgram<Name extends "publisher" | "consumer" | "proxy">(
  name: Name,
  port: number,
  environment: Readonly<Record<string, string | undefined>>,
  logFile: string,
): Program<Name> {
  return {
    name,
    command: process.execPath,
    args: [...nodeFlags, join(checkout, "services", name, main)],
    environment: {
      ...process.env,
      ...environment,
      HOST: loopback,
      PORT: String(port),
      NODE_COMPILE_CACHE: nodeCompileCache,
    },
    folder: checkout,
    logFile,
    startTimeoutMs: 30_000,
    stopTimeoutMs: 12_000,
    isUsable: (_pid, signal) => answersOk(`http://${loopback}:${port}/readyz`, signal),
  };
}
