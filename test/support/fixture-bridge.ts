import { join } from "node:path";
import { type BridgeProgram } from "../../testbed/pipeline/bridge.ts";
import { checkout } from "../../testbed/pipeline/folder/folders.ts";

/** One of the bridges in test/fixtures/bridges, each known to do one thing wrong. */
export function fixtureBridge(name: string): BridgeProgram {
  return { command: `exec '${process.execPath}' '${join(checkout, "test/fixtures/bridges", `${name}.ts`)}'` };
}
