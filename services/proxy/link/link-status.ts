import { type TapCounts } from "../tap/link-tap.ts";
import { type Address } from "./link-route.ts";
import { type LinkState } from "./link-state.ts";

/** Status of a link, as `GET /links` returns it. */
export interface LinkStatus {
  /** Name of the link, or of one leg of it. */
  readonly link: string;
  readonly state: LinkState["state"];
  /** Delay of each byte; 0 unless `slow`. */
  readonly delayMs: number;
  /** Bandwidth of each direction; `null` unless `thin`. */
  readonly kilobytesPerSecond: number | null;
  readonly listening: Address;
  readonly target: Address;
  readonly connections: {
    /** Those that are carried or held. */
    readonly open: number;
    /** All connections to the link, including those refused or reset afterwards. */
    readonly accepted: number;
    /** Reset because the target could not be reached. */
    readonly refused: number;
    /** Reset because the link is cut: open ones, and those accepted while it was cut. */
    readonly reset: number;
    /** Silent since the link hung: nothing passes them any more. Their two sides are open until they close by themselves. */
    readonly silenced: number;
    /** Accepted while the link hung, and not answered until its healing. */
    readonly held: number;
  };
  readonly bytes: {
    /** Passed to the target. */
    readonly toTarget: number;
    /** Passed to the client. */
    readonly toClient: number;
    /** Read, not passed yet. */
    readonly waiting: number;
    /** Read, never passed because the connection ended or fell silent first. */
    readonly discarded: number;
  };
  /** Time for which bytes have waited because the link was at the limit of its bandwidth, in the direction where it is longer. */
  readonly limitedMs: number;
  /** Packets dropped between the client and the proxy, in both directions; 0 unless the link has an interface of its own. */
  readonly droppedPackets: number;
  /** Only for a link with a tap. */
  readonly tap?: TapCounts;
}
