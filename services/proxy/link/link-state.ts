import { z } from "zod";

/** Range of the delay of a slow link, in milliseconds. */
export const linkDelayMs = { min: 1, max: 60_000 } as const;

/**
 * State of a link. `up` carries everything at once, `cut` nothing, `slow` everything `delayMs` later. A new state is a
 * member here, its example in {@link linkStateAllowed}, and its {@link Treatment}. {@link Link} says what each shows.
 */
export const linkState = z.discriminatedUnion("state", [
  z.strictObject({ state: z.literal("up") }),
  z.strictObject({ state: z.literal("cut") }),
  z.strictObject({ state: z.literal("slow"), delayMs: z.int().min(linkDelayMs.min).max(linkDelayMs.max) }),
]);

/** State of a link, as `PUT /links/:link` takes it. */
export type LinkState = Readonly<z.output<typeof linkState>>;

/** Answer to a request for any other state. */
export const linkStateAllowed =
  '{"state":"up"}, {"state":"cut"} or {"state":"slow","delayMs":N} is allowed, ' +
  `N being a whole number from ${linkDelayMs.min} to ${linkDelayMs.max}`;

/** Treatment of a link's connections, open and new ones. */
export interface Treatment {
  /** Whether connections are reset (RST) instead of carried. */
  readonly resets: boolean;
  /** Delay of every byte that is carried, in milliseconds. */
  readonly delayMs: number;
}

/** Returns the treatment of connections in a state. */
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
