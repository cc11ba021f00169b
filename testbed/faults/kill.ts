import { type Part } from "../pipeline/part.ts";
import { type Fault } from "./fault.ts";

/**
 * SIGKILL: the part is gone at once, its connections are reset, what it held in memory only is lost. It does not show
 * what a loss of power does: what the part has handed to the operating system survives.
 */
export async function kill(part: Part): Promise<Fault> {
  await part.kill();
  return { [Symbol.asyncDispose]: () => part.start() };
}
