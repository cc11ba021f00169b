import { linkFault } from "./definition/fault-definition.ts";
import { Flapping } from "./definition/flapping.ts";
import { healedLink } from "./definition/recovery-limit.ts";

/** Shortest cut, and shortest time between two: several round trips, and the proxy's answer. */
const shortestMs = 50;

/** The link is cut and healed several times, as by a loose contact or a router that restarts again and again. */
export const flap = linkFault({
  kind: "flap",
  description: "cut a link --cuts times within --outage, each cut and each time between them equally long",
  shows: "retries that give up, back-offs that grow, and batches that are dropped at the second loss",
  cannotShow: "a link that loses single packets: connections are reset, as by cut",
  parameters: {
    cuts: {
      kind: "number",
      flag: "--cuts",
      description: "number of cuts",
      min: 2,
      max: 1_000,
      default: 5,
      inWords: (cuts) => `${cuts} times`,
    },
  },
  leastOutageMs: ({ cuts }) => (2 * cuts - 1) * shortestMs,
  // A reading that is made between two cuts passes as if there were none.
  holdsUpMs: () => 0,
  inject: (link, { cuts }, outageMs) => Flapping.begin(link, cuts, outageMs),
  // A consumer whose group was left at each cut joins it once more, after its session.
  recoveryLimit: (link) => (link === "kafka-consumer" ? { kind: "fixed", ms: 4_000 } : healedLink),
});
