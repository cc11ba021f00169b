import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    // For .ci/run, which counts the tests.
    reporters: ["default", "json"],
    projects: [
      {
        extends: true,
        test: { name: "unit", include: ["test/unit/**/*.test.ts"] },
      },
      {
        extends: true,
        test: {
          name: "pipeline",
          include: ["test/pipeline/**/*.test.ts"],
          // All files share one pipeline, one after the other: its start costs more than most tests.
          fileParallelism: false,
          isolate: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
