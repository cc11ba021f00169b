import { type LinkInterface } from "../interface/link-interface.ts";
import { type LinkTap } from "../tap/link-tap.ts";
import { type TlsTermination } from "../tls/tls-termination.ts";

/** Extras of a link. */
export interface LinkOptions {
  /** Reads what passes. */
  readonly tap?: LinkTap | undefined;
  /** Ends TLS at the proxy, so that the tap can read. */
  readonly tls?: TlsTermination | undefined;
  /** Interface over which its client reaches it, disposed by its owner; left out: it listens on the machine's. */
  readonly ownInterface?: LinkInterface | undefined;
}
