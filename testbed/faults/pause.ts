import { partFault } from "./definition/fault-definition.ts";
import { noLimit } from "./definition/recovery-limit.ts";

/**
 * The part is frozen (SIGSTOP, or the container engine's pause): it answers nothing, its connections stay open, and its
 * kernel goes on accepting bytes into their buffers, as on a host that hangs or in a long garbage collection. Shows
 * whether the other parts detect the silence by timeout.
 */
export const pause = partFault({
  kind: "pause",
  description: "freeze a part: its connections stay open, and no other part is notified",
  shows: "what a part does after a time in which it did nothing, and whether the others notice silence",
  cannotShow: "a host that is off the network: here its kernel accepts bytes, which hang lets vanish",
  parameters: {},
  strikes: "either",
  endsProcess: false,
  holdsUpMs: () => Number.POSITIVE_INFINITY,
  async inject(part) {
    await part.pause();
    return { [Symbol.asyncDispose]: () => part.resume() };
  },
  recoveryLimit: () => noLimit,
});
