import { join } from "node:path";
import { test as base } from "vitest";
import { checkout } from "../../../testbed/checkout.ts";
import { startTemporaryPipeline } from "../../../testbed/pipeline/temporary-pipeline.ts";
import { clientUnderTest } from "../kafka/client-under-test.ts";
import { ArrivalLog } from "./arrival-log.ts";
import { engineIsMissing } from "./engine-is-missing.ts";

/** Devices that are always active; no test toggles them. */
export const flowing = Array.from({ length: 20 }, (_, index) => `flowing-${index + 1}`);

/** Devices that are toggled, each by one test. */
export const toggled = {
  once: "toggled-once",
  often: "toggled-often",
  byBadInput: "toggled-by-bad-input",
} as const;

const devices = ["3DF92-192", "4HHC2-392", ...flowing, ...Object.values(toggled)];

const onCompose = process.env["TEST_RUNTIME"] === "compose";
const secure = process.env["TEST_FORM"] === "secure";

const withPipeline = base
  .extend("pipeline", { scope: "worker" }, async ({}, { onCleanup }) => {
    const pipeline = await startTemporaryPipeline(onCompose ? "compose" : "local", {
      ...{ journals: true, secure },
      // About 450 readings per second.
      publisher: { DEVICES: devices.join(), MIN_INTERVAL_MS: "20", MAX_INTERVAL_MS: "80", SEED: "1" },
      keepLogsIn: join(
        checkout,
        "test-results",
        "logs",
        `pipeline-${onCompose ? "compose" : "local"}${secure ? "-secure" : ""}-${clientUnderTest}-${process.env["VITEST_WORKER_ID"]}`,
      ),
    });
    onCleanup(() => pipeline[Symbol.asyncDispose]());
    return pipeline;
  })
  // From the first reading on, whichever test needs them first: one that had to catch up would take old readings for new ones.
  .extend("arrivals", { scope: "worker", auto: true }, async ({ pipeline }, { onCleanup }) => {
    const arrivals = new ArrivalLog(pipeline.part("consumer").logFile);
    onCleanup(() => arrivals[Symbol.asyncDispose]());
    return arrivals;
  });

/** A test with a running pipeline, shared by all files of a worker, and the arrivals at its consumer. */
export const test = onCompose && (await engineIsMissing()) ? withPipeline.skip : withPipeline;
