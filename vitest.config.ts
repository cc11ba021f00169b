import { defineConfig } from "vitest/config";
import { nodeFlags } from "./services/shared/kafka/node-flags.ts";
import { nodeCompileCache } from "./testbed/checkout.ts";

/** All files of a worker share one pipeline, one after the other: its start costs more than most tests. */
const sharingPipelines = { isolate: false, testTimeout: 120_000, hookTimeout: 300_000 };

/** Tests mostly wait: for starts, faults, ways back. (Vitest wants another number of workers to be another group.) */
const twoAtATime = { maxWorkers: 2, sequence: { groupOrder: 1 } };

/** Others would be in the way. */
const oneAtATime = { fileParallelism: false };

export default defineConfig({
  test: {
    execArgv: [...nodeFlags],
    // As in `npm run testbed`: the commands that tests start are there in half the time.
    env: { NODE_COMPILE_CACHE: nodeCompileCache },
    // For .ci/run, which counts the tests.
    reporters: ["default", "json"],
    // A pipeline takes some seconds to stop.
    teardownTimeout: 60_000,
    projects: [
      {
        extends: true,
        // Without isolation half of the time: no test replaces a module, or leaves anything behind in one.
        test: {
          name: "unit",
          include: ["test/unit/**/*.test.ts"],
          isolate: false,
          // Some start a Node process, which takes seconds on a busy machine.
          testTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: "pipeline",
          include: ["test/pipeline/**/*.test.ts"],
          ...sharingPipelines,
          ...twoAtATime,
        },
      },
      {
        extends: true,
        test: {
          name: "page",
          include: ["test/page/**/*.test.ts"],
          ...sharingPipelines,
          // It promises how soon the page shows something, and how smoothly.
          ...oneAtATime,
        },
      },
      {
        extends: true,
        test: {
          name: "drill",
          include: ["test/drill/**/*.test.ts"],
          // They hold the pipeline to its promised way back: two at a time would measure each other.
          ...oneAtATime,
          testTimeout: 150_000,
        },
      },
      {
        extends: true,
        test: {
          name: "own-pipeline",
          include: ["test/start/**/*.test.ts", "test/bridges/**/*.test.ts", "test/load/**/*.test.ts"],
          testTimeout: 150_000,
          ...twoAtATime,
        },
      },
      {
        extends: true,
        test: {
          name: "compose",
          include: ["test/pipeline/**/*.test.ts", "test/load/load.test.ts", "test/load/compare.test.ts"],
          env: { TEST_RUNTIME: "compose" },
          ...sharingPipelines,
          ...oneAtATime,
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
          ...sharingPipelines,
          ...oneAtATime,
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
