import { type LinkName } from "../../services/shared/topology.ts";
import { linkFault } from "./definition/fault-definition.ts";
import { linkIn } from "./definition/link-state-fault.ts";
import { type RecoveryLimit } from "./definition/recovery-limit.ts";

/**
 * Time in which each client notices the silence at the latest, counted from its beginning, with its reconnect: the connections
 * from before stay silent after the healing.
 */
const recoveryLimits: Readonly<Record<LinkName, RecoveryLimit>> = {
  "publisher-mqtt": { kind: "fixed", ms: 10_000 },
  "mqtt-bridge": { kind: "fixed", ms: 12_000 },
  "bridge-kafka": { kind: "fixed", ms: 15_000 },
  // kafkajs waits 30 s for the answer to a JoinGroup, which goes over a connection that was idle and is silent.
  "kafka-consumer": { kind: "fixed", ms: 35_000 },
};

/**
 * Nothing passes the link in either direction, and nobody is told: bytes vanish, connections stay open, new ones are accepted
 * and not answered. Healing carries the new ones; those from before stay silent until an end closes them, as behind a firewall
 * that has lost its state.
 */
export const hang = linkFault({
  kind: "hang",
  description:
    "let all bytes of a link vanish without telling either end; its connections stay silent after it",
  shows: "whether keep-alives and timeouts notice silence, and the loss of bytes that a socket took",
  cannotShow:
    "TCP's own retransmission: a cable that is plugged in again in time loses nothing; a connect timeout",
  parameters: {},
  holdsUpMs: () => Number.POSITIVE_INFINITY,
  inject: (link) =>
    linkIn(link, { state: "hang" }, ({ connections: before, bytes }, { connections, bytes: after }) => {
      const silenced = connections.silenced - before.silenced;
      const held = connections.held - before.held;
      return {
        isSufficient: silenced + held > 0,
        seen: `connections that fell silent: ${silenced}, not answered: ${held}; bytes that vanished: ${after.discarded - bytes.discarded}`,
      };
    }),
  recoveryLimit: (link) => recoveryLimits[link],
});
