import { defineConfig } from "vitest/config";

/** Unit tests of the testbed for Stryker, whose Vitest runner cannot be told the name of a project. */
export default defineConfig({
  test: {
    include: ["test/unit/testbed/**/*.test.ts"],
    isolate: false,
    testTimeout: 30_000,
  },
});
