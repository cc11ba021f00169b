import { type LinkControl } from "../pipeline/link-control.ts";
import { type Fault } from "./fault.ts";

/**
 * Everything passes the link `delayMs` later in each direction (1 to 60,000), in order: a long way, not a thin pipe.
 */
export async function slow(link: LinkControl, delayMs: number): Promise<Fault> {
  await link.slow(delayMs);
  return { [Symbol.asyncDispose]: () => link.heal() };
}
