import { linkDelayMs } from "../../services/proxy/link/link-state.ts";
import { linkFault } from "./definition/fault-definition.ts";
import { linkIn } from "./definition/link-state-fault.ts";
import { healedLink } from "./definition/recovery-limit.ts";

/** Everything passes the link `delayMs` later, in order: latency, not limited bandwidth. */
export const slow = linkFault({
  kind: "slow",
  description: "carry every byte over a link --delay later, in order",
  shows: "timeouts and windows that are too small for the latency",
  cannotShow: "limited bandwidth, which is thin: only latency is added",
  parameters: {
    delayMs: {
      kind: "time",
      flag: "--delay",
      description: "delay in each direction",
      ...linkDelayMs,
      default: 500,
      inWords: (ms) => `by ${ms} ms in each direction`,
    },
  },
  holdsUpMs: ({ delayMs }) => delayMs,
  inject: (link, { delayMs }) => linkIn(link, { state: "slow", delayMs }),
  recoveryLimit: () => healedLink,
});
