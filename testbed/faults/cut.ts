import { type LinkControl } from "../pipeline/link-control.ts";
import { type Fault } from "./fault.ts";

/**
 * Nothing passes the link in either direction: its connections are reset, new ones are reset, too. Both ends learn at
 * once that the link is gone, as with a firewall that rejects. It does not show a pulled cable, of which nobody is told:
 * that is nearer to `pause`.
 */
export async function cut(link: LinkControl): Promise<Fault> {
  await link.cut();
  return { [Symbol.asyncDispose]: () => link.heal() };
}
