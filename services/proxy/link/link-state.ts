import { z } from "zod";

/** Range of the delay of a slow link, in milliseconds. */
export const linkDelayMs = { min: 1, max: 60_000 } as const;

/**
 * States of a link. A new one is a member here, its example in {@link linkStateAllowed} and its {@link Treatment}.
 *
 * `up`: every byte passes at once.
 *
 * `cut`: no byte passes in either direction. Open connections are reset (RST) on both sides, waiting bytes are discarded,
 * and new connections are reset as soon as they are accepted, until the link is healed.
 * - Shows the behaviour of parts that lose their connection and cannot get it back: reconnects, resent messages,
 *   acknowledgements that never arrived.
 * - Cannot show an unplugged cable, where connections stay open and silent until a keep-alive or a timeout detects it.
 *   Pausing a part is the silent fault.
 * - Cannot show a dead host or a closed port: a connection to a cut link is established, then reset.
 * - Cannot show the loss of one direction alone, or of single packets: nothing below TCP is touched.
 *
 * `slow`: every byte of both directions passes `delayMs` after it was read, in order; a request and its response take
 * twice that longer. Healing passes all waiting bytes at once, in order.
 * - Shows timeouts, windows that are too small, and data in flight when another fault is injected.
 * - Cannot show a slow handshake (connections are established without delay), nor limited bandwidth, unless more than
 *   16 MiB wait in one direction of a connection: then reading stops until there is room.
 */
export const linkState = z.discriminatedUnion("state", [
  z.strictObject({ state: z.literal("up") }),
  z.strictObject({ state: z.literal("cut") }),
  z.strictObject({ state: z.literal("slow"), delayMs: z.int().min(linkDelayMs.min).max(linkDelayMs.max) }),
]);

/** State of a link, as `PUT /links/:link` takes it. */
export type LinkState = Readonly<z.output<typeof linkState>>;

/** Error message for any other state. */
export const linkStateAllowed =
  '{"state":"up"}, {"state":"cut"} or {"state":"slow","delayMs":N} is allowed, ' +
  `N being a whole number from ${linkDelayMs.min} to ${linkDelayMs.max}`;

/** Treatment of a link's connections in a state. */
export interface Treatment {
  /** Whether connections are reset (RST) instead of carried, open and new ones. */
  readonly resets: boolean;
  /** Delay of every byte in each direction, in milliseconds. */
  readonly delayMs: number;
}

/** Returns the treatment of connections in this state. */
export function treatmentOf(state: LinkState): Treatment {
  switch (state.state) {
    case "up":
      return { resets: false, delayMs: 0 };
    case "cut":
      return { resets: true, delayMs: 0 };
    case "slow":
      return { resets: false, delayMs: state.delayMs };
  }
}
