import { type PartName } from "../../services/shared/topology.ts";
import { partFault } from "./definition/fault-definition.ts";
import { noLimit, type RecoveryLimit } from "./definition/recovery-limit.ts";
import { leavesOthers } from "./role/part-target.ts";

const recoveryLimits: Readonly<Record<PartName, RecoveryLimit>> = {
  publisher: noLimit,
  mqtt: { kind: "fixed", ms: 3_000 },
  // The group of Connect's workers must give up the dead one, which a planned restart does not wait for.
  bridge: { kind: "planned restart", plusMs: 1_500 },
  kafka: { kind: "start", plusMs: 2_000 },
  consumer: { kind: "fixed", ms: 3_000 },
};

/** Limits of the recovery from the fault where others of the same part take over, see docs/cluster.md. */
const takenOver: Readonly<Record<PartName, RecoveryLimit>> = {
  ...recoveryLimits,
  // The session of the dead node, the election of new leaders, and the clients' search for them.
  kafka: { kind: "fixed", ms: 8_000 },
  // The session of the dead worker, a rebalance, and the start of the task.
  bridge: { kind: "fixed", ms: 9_000 },
  // The session of the dead consumer, and a rebalance of the group.
  consumer: { kind: "fixed", ms: 5_000 },
};

/**
 * SIGKILL: the part is gone at once, its connections are reset, data in its memory is lost. Data that it had handed to
 * the operating system survives, unlike in a loss of power.
 */
export const kill = partFault({
  kind: "kill",
  description: "SIGKILL a part, start it again after --outage",
  shows: "what was acknowledged and only in memory, and the recovery without a goodbye",
  cannotShow: "a loss of power: data handed to the operating system survives",
  parameters: {},
  strikes: "either",
  endsProcess: true,
  holdsUpMs: () => Number.POSITIVE_INFINITY,
  async inject(part) {
    await part.kill();
    return { [Symbol.asyncDispose]: () => part.start() };
  },
  recoveryLimit: (part, struck = part) => (leavesOthers(struck) ? takenOver[part] : recoveryLimits[part]),
});
