import { linkBandwidth } from "../../services/proxy/link/link-state.ts";
import { linkFault } from "./definition/fault-definition.ts";
import { linkIn } from "./definition/link-state-fault.ts";
import { healedLink } from "./definition/recovery-limit.ts";

/** Below this share of its time at the limit, the link was wide enough, and the load met no thin link. */
const leastShare = 0.5;

/** Few bytes a second pass the link, in order: limited bandwidth, shared by its connections in turn. */
export const thin = linkFault({
  kind: "thin",
  description: "carry only --bandwidth over a link, in kB/s in each direction; senders are held back",
  shows: "backlogs: buffers that overflow, timeouts of large batches, heartbeats behind bulk data",
  cannotShow: "packet loss; senders are stopped only when the kernel's buffers, up to some MB, are full, too",
  parameters: {
    kilobytesPerSecond: {
      kind: "number",
      flag: "--bandwidth",
      description: "kB/s in each direction",
      ...linkBandwidth,
      default: 20,
      inWords: (kilobytes) => `at ${kilobytes} kB/s in each direction`,
    },
  },
  holdsUpMs: () => 0,
  inject: (link, { kilobytesPerSecond }) =>
    linkIn(link, { state: "thin", kilobytesPerSecond }, (before, after, forMs) => {
      const limitedMs = after.limitedMs - before.limitedMs;
      return {
        isSufficient: limitedMs >= forMs * leastShare,
        seen: `the link was at its limit for ${Math.round(limitedMs)} of ${Math.round(forMs)} ms`,
      };
    }),
  recoveryLimit: () => healedLink,
});
