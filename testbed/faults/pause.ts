import { type Part } from "../pipeline/part.ts";
import { type Fault } from "./fault.ts";

/**
 * The part is frozen (SIGSTOP, or the engine's pause): it answers nothing, but its connections stay open, and its
 * machine goes on taking bytes into their buffers. So nobody is told that it is away, as with a machine that hangs or a
 * long garbage collection; what shows is whether the others notice by time.
 */
export async function pause(part: Part): Promise<Fault> {
  await part.pause();
  return { [Symbol.asyncDispose]: () => part.resume() };
}
