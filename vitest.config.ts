import { defineConfig } from "vitest/config";

/** All files share one pipeline, one after the other: its start costs more than most tests. */
const sharingOnePipeline = {
  fileParallelism: false,
  isolate: false,
  testTimeout: 120_000,
  hookTimeout: 300_000,
};

export default defineConfig({
  test: {
    // kafkajs 2.2.4 asks for a timer in the past now and then, which Node 24 warns of.
    execArgv: ["--disable-warning=TimeoutNegativeWarning"],
    // For .ci/run, which counts the tests.
    reporters: ["default", "json"],
    // A pipeline takes some seconds to stop.
    teardownTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: { name: "unit", include: ["test/unit/**/*.test.ts"] },
      },
      {
        extends: true,
        test: {
          name: "pipeline",
          include: ["test/pipeline/**/*.test.ts", "test/start/**/*.test.ts"],
          ...sharingOnePipeline,
        },
      },
      {
        extends: true,
        test: {
          name: "page",
          include: ["test/page/**/*.test.ts"],
          ...sharingOnePipeline,
        },
      },
      {
        extends: true,
        test: {
          name: "drill",
          include: ["test/drill/**/*.test.ts", "test/bridges/**/*.test.ts", "test/load/**/*.test.ts"],
          // Each has a pipeline of its own: two at a time would measure each other.
          fileParallelism: false,
          testTimeout: 150_000,
        },
      },
      {
        extends: true,
        test: {
          name: "compose",
          include: ["test/pipeline/**/*.test.ts", "test/load/load.test.ts", "test/load/compare.test.ts"],
          env: { TEST_RUNTIME: "compose" },
          ...sharingOnePipeline,
          // The first test waits for the pipeline, and the pipeline for its images, which may have to be built.
          testTimeout: 300_000,
        },
      },
      {
        extends: true,
        test: {
          name: "compose-page",
          include: ["test/page/**/*.test.ts"],
          env: { TEST_RUNTIME: "compose" },
          ...sharingOnePipeline,
          testTimeout: 300_000,
        },
      },
      {
        extends: true,
        test: {
          name: "containers",
          include: ["test/containers/**/*.test.ts"],
          testTimeout: 120_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
