import { extname, join } from "node:path";
import { nodeFlags } from "../../services/shared/kafka/node-flags.ts";
import { checkout } from "../checkout.ts";
import { type BridgeProgram } from "../pipeline/bridge.ts";

/** TypeScript in a checkout, JavaScript in the package. */
const program = join(checkout, "testbed", "load", `hand-written-bridge${extname(import.meta.url)}`);

/** The bridge that others are compared with: one typical of hand-written code. */
export const handWritten: BridgeProgram = {
  kind: "program",
  name: "hand-written (mqtt → kafkajs)",
  command: `exec '${process.execPath}' ${nodeFlags.join(" ")} '${program}'`,
};
