import { linkFault, linkIn } from "./definition/fault-definition.ts";
import { healedLink } from "./definition/recovery-limit.ts";

/**
 * Nothing passes the link in either direction: its connections are reset, and so are new ones. Both ends notice at once,
 * as with a firewall that rejects. `pause` is nearer to an unplugged cable, where no end is notified.
 */
export const cut = linkFault({
  kind: "cut",
  description: "carry nothing over a link: its connections are reset, new ones too",
  cannotShow: "an unplugged cable, where neither end is notified",
  parameters: {},
  holdsUpMs: () => Number.POSITIVE_INFINITY,
  inject: (link) => linkIn(link, { state: "cut" }),
  recoveryLimit: () => healedLink,
});
