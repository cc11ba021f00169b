import {
  type ConnectorStatus,
  connectorStatus,
  restartFailedTasks,
} from "../../../services/provision/connector.ts";
import { type Pipeline } from "../../pipeline/pipeline.ts";
import { TimeoutError, waitFor } from "../../wait-for.ts";

/** Several times `offset.flush.timeout.ms`: Connect waits that long for the records under way before it reports a failure. */
const failureTimeoutMs = 20_000;
const answerTimeoutMs = 10_000;

/** Returns the reason for which the connector's task has failed, at the latest after 20 s; `undefined` if it has not. */
export async function taskFailure(pipeline: Pipeline): Promise<string | undefined> {
  try {
    return await waitFor({ description: "a failed task", timeoutMs: failureTimeoutMs }, async () => {
      const { connect } = pipeline.addresses;
      const signal = AbortSignal.timeout(answerTimeoutMs);
      const status = await connectorStatus(connect, connectorOf(pipeline), signal);
      return status && failureIn(status);
    });
  } catch (error) {
    if (error instanceof TimeoutError) return undefined;
    throw error;
  }
}

/** Restarts the connector's failed tasks over REST. */
export async function restartTask(pipeline: Pipeline): Promise<void> {
  const signal = AbortSignal.timeout(answerTimeoutMs);
  await restartFailedTasks(pipeline.addresses.connect, connectorOf(pipeline), signal);
}

function connectorOf({ names }: Pipeline): string {
  if (names.connector === undefined) throw new RangeError("the bridge is no connector");
  return names.connector;
}

/** Returns the last cause in a failed task's trace; `undefined` if none has failed. */
export function failureIn({ tasks }: ConnectorStatus): string | undefined {
  const failed = tasks.find(({ state }) => state === "FAILED");
  if (failed === undefined) return undefined;
  const [first = "no trace", ...others] = (failed.trace ?? "").split("\n").filter((line) => line !== "");
  const cause = others.findLast((line) => line.startsWith("Caused by: ")) ?? first;
  // Without the package of the exception.
  return cause.replace(/^Caused by: /, "").replace(/^[\w.]*\.(?=\w+(:|$))/, "");
}
