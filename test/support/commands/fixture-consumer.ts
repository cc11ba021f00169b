import { join } from "node:path";
import { nodeFlags } from "../../../services/shared/kafka/node-flags.ts";
import { checkout } from "../../../testbed/checkout.ts";
import { type ConsumerProgram } from "../../../testbed/pipeline/consumer/consumer-program.ts";

/** Returns a consumer of test/fixtures/consumers, each with at most one known defect. */
export function fixtureConsumer(name: string): ConsumerProgram {
  const program = join(checkout, "test/fixtures/consumers", `${name}.ts`);
  return { command: `exec '${process.execPath}' ${nodeFlags.join(" ")} '${program}'` };
}
