import { join } from "node:path";
import { checkout } from "../../../testbed/checkout.ts";
import { type BridgeProgram } from "../../../testbed/pipeline/bridge.ts";

/** Returns a bridge of test/fixtures/bridges, each with at most one known defect. */
export function fixtureBridge(name: string): BridgeProgram {
  return {
    kind: "program",
    command: `exec '${process.execPath}' '${join(checkout, "test/fixtures/bridges", `${name}.ts`)}'`,
  };
}
