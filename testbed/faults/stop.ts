import { partFault } from "./definition/fault-definition.ts";
import { noLimit } from "./definition/recovery-limit.ts";

/**
 * SIGTERM: the part finishes its work, disconnects from the others and ends. Shows the cost of a planned restart, the
 * reference for the unplanned one; so it has no limit of its own.
 */
export const stop = partFault({
  kind: "stop",
  description: "SIGTERM a part as in an upgrade, start it again after --outage",
  shows: "what a part forgets when it ends in order, and the cost of a planned restart",
  cannotShow: "anything unplanned",
  parameters: {},
  strikes: "either",
  endsProcess: true,
  holdsUpMs: () => Number.POSITIVE_INFINITY,
  async inject(part) {
    await part.stop();
    return { [Symbol.asyncDispose]: () => part.start() };
  },
  recoveryLimit: () => noLimit,
});
