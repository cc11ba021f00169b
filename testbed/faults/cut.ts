import { linkFault } from "./definition/fault-definition.ts";
import { linkIn } from "./definition/link-state-fault.ts";
import { healedLink } from "./definition/recovery-limit.ts";

/**
 * Nothing passes the link in either direction: its connections are reset, and so are new ones. Both ends notice at once,
 * as with a firewall that rejects. Where no end is notified, that is `hang`.
 */
export const cut = linkFault({
  kind: "cut",
  description: "carry nothing over a link: its connections are reset, new ones too",
  shows: "reconnects, resent messages, acknowledgements that never arrive",
  cannotShow: "an unplugged cable, where neither end is notified: that is hang",
  parameters: {},
  holdsUpMs: () => Number.POSITIVE_INFINITY,
  inject: (link) => linkIn(link, { state: "cut" }),
  recoveryLimit: () => healedLink,
});
