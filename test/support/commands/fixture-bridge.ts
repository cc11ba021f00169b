import { join } from "node:path";
import { checkout } from "../../../testbed/checkout.ts";
import { type BridgeProgram } from "../../../testbed/pipeline/bridge.ts";

/** One of the bridges in test/fixtures/bridges, each known to do one thing wrong. */
export function fixtureBridge(name: string): BridgeProgram {
  return {
    kind: "program",
    command: `exec '${process.execPath}' '${join(checkout, "test/fixtures/bridges", `${name}.ts`)}'`,
  };
}
