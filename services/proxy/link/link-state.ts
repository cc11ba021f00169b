import { z } from "zod";

const longestDelayMs = 60_000;

/**
 * What a link does to those who use it; {@link Link} says what each can show and what not.
 * `up` carries everything at once, `cut` carries nothing, `slow` carries everything `delayMs` later.
 */
export const linkState = z.discriminatedUnion("state", [
  z.strictObject({ state: z.literal("up") }),
  z.strictObject({ state: z.literal("cut") }),
  z.strictObject({ state: z.literal("slow"), delayMs: z.int().min(1).max(longestDelayMs) }),
]);

/** A link's state: `up`, `cut`, or `slow` with the delay in each direction, 1 to 60,000 ms. */
export type LinkState = Readonly<z.output<typeof linkState>>;

/** What to say to who asks for another state. */
export const linkStateAllowed =
  '{"state":"up"}, {"state":"cut"} or {"state":"slow","delayMs":N} is allowed, ' +
  `N being a whole number from 1 to ${longestDelayMs}`;

/** How much later a link in this state carries each byte, in milliseconds. */
export function delayMsOf(state: LinkState): number {
  return state.state === "slow" ? state.delayMs : 0;
}
