import { kafkaClientNames } from "../../../services/consumer/reader/kafka-reader.ts";
import { lossBudget } from "../commands/short-drill.ts";
import { clientUnderTest } from "../kafka/client-under-test.ts";
import { engineIsMissing } from "../pipeline/engine-is-missing.ts";
import { sharedDrills } from "./shared-drills.ts";

const runtime = process.env["TEST_RUNTIME"] === "compose" ? "compose" : "local";
const secure = process.env["TEST_FORM"] === "secure";
/** Whether the consumer reads with its default client. */
export const hasDefaultClient = clientUnderTest === kafkaClientNames[0];
/** Other tests run at the same time as those of the secure form and of the other client. */
const isAlone = !secure && hasDefaultClient;

const withPipeline = sharedDrills({
  logs: `drilled-${runtime}${secure ? "-secure" : ""}-${clientUnderTest}`,
  options: { runtime, secure, ...(isAlone ? {} : { budget: lossBudget }) },
  timeoutMs: 240_000,
});

/** A test with a pipeline that the drills of its file share. */
export const test = runtime === "compose" && (await engineIsMissing()) ? withPipeline.skip : withPipeline;

/** Whether recovery limits hold: as processes, if no other tests run. */
export const hasLimits = runtime === "local" && isAlone;
