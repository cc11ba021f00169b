// `import "mqtt-kafka-testbed/vitest"` gives Vitest's expect the matchers for what a drill found.
import { expect } from "vitest";
import { drillMatchers } from "./matchers.ts";

declare module "vitest" {
  // The type parameters are those of Vitest 5; both declarations must have the same.
  interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown> {
    /** So many readings were lost: acknowledged by the broker, and never consumed. */
    toHaveLost(expected: number): R;
    /** At most so many readings arrived again. */
    toHaveDuplicates(expected: { readonly atMost: number }): R;
    /** A new reading arrived within this time, such as `10s`, of the start of the new process, or of the healing. */
    toRecoverWithin(time: string): R;
  }
}

expect.extend(drillMatchers);
