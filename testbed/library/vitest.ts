// `import "mqtt-kafka-testbed/vitest"` adds the matchers for the result of a drill to Vitest's expect.
import { expect } from "vitest";
import { drillMatchers } from "./matchers.ts";

declare module "vitest" {
  // The same type parameters as in Vitest 5: merged declarations must agree.
  interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown> {
    /** Asserts the number of lost readings: acknowledged by the broker, and never consumed. */
    toHaveLost(expected: number): R;
    /**
     * Asserts the number of readings that were sent, and neither acknowledged nor consumed. Not counted: those made before
     * the publisher was killed or stopped, and at QoS 0 those made during fault and recovery.
     */
    toHaveUnconfirmed(expected: number): R;
    /**
     * Asserts the number of readings that were made, and neither dropped nor handed to the connection. Not counted: those
     * made before the publisher was killed or stopped.
     */
    toHaveUnsent(expected: number): R;
    /** Asserts the largest number of duplicates. */
    toHaveDuplicates(expected: { readonly atMost: number }): R;
    /**
     * Asserts that new readings arrived, in every partition with traffic, within this time, such as `10s`, of the start of the
     * new process, or of the healing.
     */
    toRecoverWithin(time: string): R;
  }
}

expect.extend(drillMatchers);
