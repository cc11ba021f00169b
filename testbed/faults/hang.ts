import { type LinkStatus } from "../../services/proxy/link/link-status.ts";
import { type LinkName } from "../../services/shared/topology.ts";
import { type FaultEffect } from "./definition/fault.ts";
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
  "kafka-consumer": { kind: "fixed", ms: 10_000 },
};

/**
 * Nothing passes the link in either direction, and nobody is told: bytes vanish, connections stay open, new ones are accepted
 * and not answered. Healing carries the new ones; those from before stay silent until an end closes them, as behind a firewall
 * that has lost its state. By packets: they are dropped on a network interface of the link's own, as by a pulled cable. TCP sends
 * them again, and a connection goes on after the healing unless an end has closed it.
 */
export const hang = linkFault({
  kind: "hang",
  description:
    "let all bytes of a link vanish without telling either end; its connections stay silent after it, or go on if packets are dropped",
  shows: "whether keep-alives and timeouts notice silence, and the loss of bytes that a socket took",
  cannotShow:
    "by proxy: TCP's own retransmission, by which a cable that is plugged in again in time loses nothing; a connect timeout",
  parameters: {
    hangBy: {
      kind: "choice",
      flag: "--hang-by",
      description:
        "proxy: bytes are discarded, and nothing is sent again; packets: these are dropped on a network interface of the run's own (root on Linux, --runtime local)",
      choices: ["proxy", "packets"],
      default: "proxy",
      inWords: (hangBy) => (hangBy === "packets" ? "by packets" : ""),
    },
  },
  holdsUpMs: () => Number.POSITIVE_INFINITY,
  needsInterface: ({ hangBy }) => hangBy === "packets",
  inject: (link, { hangBy }) =>
    hangBy === "packets"
      ? linkIn(link, { state: "drop" }, effectOfDrops)
      : linkIn(link, { state: "hang" }, effectOfSilence),
  recoveryLimit: (link) => recoveryLimits[link],
});

function effectOfSilence(before: LinkStatus, { connections, bytes }: LinkStatus): FaultEffect {
  const silenced = connections.silenced - before.connections.silenced;
  const held = connections.held - before.connections.held;
  return {
    isSufficient: silenced + held > 0,
    seen: `connections that fell silent: ${silenced}, not answered: ${held}; bytes that vanished: ${bytes.discarded - before.bytes.discarded}`,
  };
}

function effectOfDrops({ connections, droppedPackets }: LinkStatus, after: LinkStatus): FaultEffect {
  const dropped = after.droppedPackets - droppedPackets;
  const made = after.connections.accepted - connections.accepted;
  return {
    isSufficient: connections.open > 0 && dropped > 0,
    seen: `open connections: ${connections.open}, made meanwhile: ${made}; dropped packets: ${dropped}`,
  };
}
