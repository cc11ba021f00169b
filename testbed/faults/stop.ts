import { type Part } from "../pipeline/part.ts";
import { type Fault } from "./fault.ts";

/**
 * SIGTERM: the part finishes what it has begun, says goodbye to the others and ends, as in an upgrade. It shows what a
 * planned restart costs, and is the measure for the unplanned one.
 */
export async function stop(part: Part): Promise<Fault> {
  await part.stop();
  return { [Symbol.asyncDispose]: () => part.start() };
}
