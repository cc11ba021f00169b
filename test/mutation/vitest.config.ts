import { defineConfig } from "vitest/config";
import { NearestFirstSequencer } from "./nearest-first-sequencer.ts";

/**
 * Unit tests of what is mutated, for Stryker, whose Vitest runner cannot be told the name of a project. A mutant in a constant
 * of a module runs all of them.
 */
export default defineConfig({
  test: {
    include: ["test/unit/testbed/{cli,drill,ledger,library,load,report,run,taps}/**/*.test.ts"],
    exclude: ["test/unit/testbed/load/machine/**"],
    setupFiles: ["test/mutation/without-shrinking.ts"],
    sequence: { sequencer: NearestFirstSequencer },
    isolate: false,
    testTimeout: 30_000,
  },
});
