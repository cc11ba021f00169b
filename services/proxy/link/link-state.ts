import { z } from "zod";

/** Range of the delay of a slow link, in milliseconds. */
export const linkDelayMs = { min: 1, max: 60_000 } as const;

/** Range of the bandwidth of a thin link, in kB/s (1,000 bytes a second) in each direction. */
export const linkBandwidth = { min: 1, max: 1_000_000 } as const;

/**
 * States of a link. A new one is a member here, its example in {@link linkStateAllowed} and its {@link Treatment}.
 *
 * `up`: every byte passes at once.
 *
 * `cut`: no byte passes in either direction. Open connections are reset (RST) on both sides, waiting bytes are discarded,
 * and new connections are reset as soon as they are accepted, until the link is healed.
 * - Shows the behaviour of parts that lose their connection and cannot get it back: reconnects, resent messages,
 *   acknowledgements that never arrived.
 * - Cannot show an unplugged cable, where connections stay open and silent until a keep-alive or a timeout detects it:
 *   that is `hang`.
 * - Cannot show a dead host or a closed port: a connection to a cut link is established, then reset.
 * - Cannot show the loss of one direction alone, or of single packets: nothing below TCP is touched.
 *
 * `hang`: no byte passes in either direction, and no end is told. The bytes of open connections are read and discarded, also
 * their ends; new connections are accepted and not answered. Healing carries the connections that were accepted meanwhile,
 * with all their bytes, as a retransmitted SYN gets through. Those from before stay silent until an end closes them: bytes
 * are missing in their streams. So it is with a firewall or a NAT that has lost its state, or a host that was replaced in
 * silence.
 * - Shows whether keep-alives and timeouts detect the silence, and what becomes of bytes that a socket took and nobody got.
 * - Cannot show TCP's own retransmission (that is `drop`). Bytes that are discarded were acknowledged to the sender by this machine's kernel:
 *   a cable that is plugged in again in time loses nothing, its connections go on. Nor does a sender's buffer fill, or its
 *   kernel give up (ETIMEDOUT).
 * - Cannot show a connect timeout: a new connection is established at once, and then silent.
 *
 * `drop`: all packets between the link's client and the proxy are dropped, in both directions, as by a pulled cable; only for a
 * link with a network interface of its own. No end is told; TCP sends them again, at growing intervals (RFC 6298), so that after
 * the healing a connection goes on unless an end has closed it. New connections are not established.
 * - Shows what `hang` does, and retransmission: what comes late though the client had given up, and a connect timeout.
 * - Cannot show more than the client's side: the bytes of the target are in the proxy's buffers, and its kernel does not give
 *   up (ETIMEDOUT).
 *
 * `slow`: every byte of both directions passes `delayMs` after it was read, in order; a request and its response take
 * twice that longer. Healing passes all waiting bytes at once, in order.
 * - Shows timeouts, windows that are too small, and data in flight when another fault is injected.
 * - Cannot show a slow handshake (connections are established without delay), nor limited bandwidth, unless more than
 *   16 MiB wait in one direction of a connection: then reading stops until there is room. Limited bandwidth is `thin`.
 *
 * `thin`: `kilobytesPerSecond` pass in each direction, shared by all connections in turn. No more is read than is passed,
 * except one chunk (64 KiB) a connection. Healing passes all waiting bytes at once.
 * - Shows backlogs and where they wait: buffers that overflow, timeouts of large batches, heartbeats behind bulk data.
 * - Cannot show what a thin line does to packets: no loss, no queue of a router. Senders are stopped only when the buffers
 *   of this machine's kernel are full, too: up to some megabytes a connection.
 */
export const linkState = z.discriminatedUnion("state", [
  z.strictObject({ state: z.literal("up") }),
  z.strictObject({ state: z.literal("cut") }),
  z.strictObject({ state: z.literal("hang") }),
  z.strictObject({ state: z.literal("drop") }),
  z.strictObject({ state: z.literal("slow"), delayMs: z.int().min(linkDelayMs.min).max(linkDelayMs.max) }),
  z.strictObject({
    state: z.literal("thin"),
    kilobytesPerSecond: z.int().min(linkBandwidth.min).max(linkBandwidth.max),
  }),
]);

/** State of a link, as `PUT /links/:link` takes it. */
export type LinkState = Readonly<z.output<typeof linkState>>;

/** Error message for any other state. */
export const linkStateAllowed =
  '{"state":"up"}, {"state":"cut"}, {"state":"hang"}, {"state":"drop"}, {"state":"slow","delayMs":N} or ' +
  '{"state":"thin","kilobytesPerSecond":M} is allowed, ' +
  `N being a whole number from ${linkDelayMs.min} to ${linkDelayMs.max}, ` +
  `M one from ${linkBandwidth.min} to ${linkBandwidth.max}`;

/** Treatment of a link's connections in a state. */
export interface Treatment {
  /** `reset`: by RST instead of carried, open and new ones. `silence`: they stay open, and nothing passes. */
  readonly connections: "carry" | "reset" | "silence";
  /** Treatment of the packets between the client and the proxy. */
  readonly packets: "carry" | "drop";
  /** Delay of every byte in each direction, in milliseconds. */
  readonly delayMs: number;
  /** Bandwidth of each direction, for all connections together; Infinity: unlimited. */
  readonly bytesPerSecond: number;
}

const carried: Treatment = {
  connections: "carry",
  packets: "carry",
  delayMs: 0,
  bytesPerSecond: Number.POSITIVE_INFINITY,
};

/** Returns the treatment of connections in this state. */
export function treatmentOf(state: LinkState): Treatment {
  switch (state.state) {
    case "up":
      return carried;
    case "cut":
      return { ...carried, connections: "reset" };
    case "hang":
      return { ...carried, connections: "silence" };
    case "drop":
      return { ...carried, packets: "drop" };
    case "slow":
      return { ...carried, delayMs: state.delayMs };
    case "thin":
      return { ...carried, bytesPerSecond: state.kilobytesPerSecond * 1_000 };
  }
}
