import { readFileSync } from "node:fs";
import { defineConfig } from "vitest/config";
import { nodeFlags } from "./services/shared/kafka/node-flags.ts";
import { nodeCompileCache } from "./testbed/checkout.ts";

/** The files of a worker share one pipeline, one after the other: its start takes longer than most tests. */
const sharingPipelines = { isolate: false, testTimeout: 120_000, hookTimeout: 300_000 };

/** These tests mostly wait for starts, faults and recoveries. (Vitest needs a group for each number of workers.) */
const twoAtATime = { maxWorkers: 2, sequence: { groupOrder: 1 } };

/** For tests that measure times. */
const oneAtATime = { fileParallelism: false };

const workflowParser = "@actions/workflow-parser";

/** The source maps of the package name sources that are not in it, of which Vite warns for each file. */
const withoutSourceMaps = {
  name: "without-source-maps",
  load: (id: string) =>
    id.includes(`/${workflowParser}/`) && id.endsWith(".js")
      ? { code: readFileSync(id, "utf8"), map: null }
      : undefined,
};

/** Tests of `npm run test:long`: they take longer than `npm test` has for one guarantee. */
const longTests = "test/**/*.long.test.ts";

/** Those of them that hold on an otherwise idle machine only, since their outcome depends on times. */
const longTimedTests = "test/**/*.timed.long.test.ts";

/** Tests of the recovery limits: two at a time would measure each other. */
const recoveryTests = ["test/drill/survives-kill.test.ts", "test/drill/cut-link.test.ts"];

/** Pipelines that the tests of one file start for themselves. */
const startingPipelines = { testTimeout: 150_000, hookTimeout: 300_000 };

export default defineConfig({
  test: {
    execArgv: [...nodeFlags],
    // As in `npm run testbed`: halves the start of commands.
    env: { NODE_COMPILE_CACHE: nodeCompileCache },
    // JSON: counted by .ci/run.
    reporters: ["default", "json"],
    // A pipeline takes some seconds to stop.
    teardownTimeout: 60_000,
    projects: [
      {
        extends: true,
        plugins: [withoutSourceMaps],
        test: {
          name: "unit",
          include: ["test/unit/**/*.test.ts"],
          // It imports JSON without the attribute that Node needs.
          server: { deps: { inline: [workflowParser] } },
          // Without isolation half of the time: no test replaces a module, or leaves anything behind in one.
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
          exclude: [longTests],
          ...sharingPipelines,
          ...twoAtATime,
        },
      },
      {
        extends: true,
        test: {
          name: "long",
          include: [longTests],
          exclude: [longTimedTests],
          ...startingPipelines,
          ...twoAtATime,
        },
      },
      {
        extends: true,
        test: { name: "long-timed", include: [longTimedTests], ...startingPipelines, ...oneAtATime },
      },
      {
        extends: true,
        test: {
          name: "page",
          include: ["test/page/**/*.test.ts"],
          exclude: [longTests],
          ...sharingPipelines,
          // Tests of the page's response time and smoothness.
          ...oneAtATime,
        },
      },
      {
        extends: true,
        test: {
          name: "drill",
          include: recoveryTests,
          ...startingPipelines,
          ...oneAtATime,
        },
      },
      {
        extends: true,
        test: {
          name: "own-pipeline",
          include: [
            "test/start/**/*.test.ts",
            "test/bridges/**/*.test.ts",
            "test/archive/**/*.test.ts",
            "test/load/**/*.test.ts",
            "test/drill/**/*.test.ts",
          ],
          exclude: [longTests, ...recoveryTests],
          ...startingPipelines,
          ...twoAtATime,
        },
      },
      {
        extends: true,
        test: {
          name: "secure",
          // The same tests as with open doors.
          include: [
            "test/pipeline/publisher/*.test.ts",
            "test/pipeline/connector/contract.test.ts",
            "test/drill/survives-kill.test.ts",
            "test/load/load.test.ts",
          ],
          env: { TEST_FORM: "secure" },
          ...sharingPipelines,
          // Beside the long tests: recovery limits hold for the open form only.
          ...twoAtATime,
        },
      },
      {
        extends: true,
        test: {
          name: "platformatic",
          // Guarantees of the consumer, with its other client of Kafka.
          include: [
            "test/pipeline/topics/{topic-changes,two-members}.test.ts",
            "test/pipeline/records/transactions.test.ts",
            "test/pipeline/publisher/{order-per-device,toggle-reaches-consumer}.test.ts",
          ],
          env: { KAFKA_CLIENT: "platformatic" },
          ...sharingPipelines,
          ...twoAtATime,
        },
      },
      {
        extends: true,
        test: {
          name: "compose",
          include: [
            "test/pipeline/**/*.test.ts",
            "test/drill/survives-kill.test.ts",
            "test/load/load.test.ts",
            "test/load/compare.test.ts",
          ],
          // Their readers of Kafka are processes of this machine in any runtime.
          exclude: [
            longTests,
            "test/pipeline/topics/two-members.test.ts",
            "test/pipeline/records/independent-log-reader.test.ts",
          ],
          env: { TEST_RUNTIME: "compose" },
          ...sharingPipelines,
          ...oneAtATime,
          // The first test waits for the images, which may have to be built.
          testTimeout: 300_000,
        },
      },
      {
        extends: true,
        test: {
          name: "compose-page",
          include: ["test/page/**/*.test.ts"],
          // The smoothness of the page does not depend on the runtime.
          exclude: [longTests, "test/page/two-hundred-devices.test.ts"],
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
          // Each starts a pipeline of its own, with names, ports and volumes of its own, and mostly waits for the engine.
          ...twoAtATime,
          testTimeout: 120_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
