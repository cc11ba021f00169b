import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { type HttpClient } from "../shared/http/http-client.ts";
import { poll } from "./poll.ts";

/** A connector that Connect refuses or that has failed, or a failed task; the message has Connect's reason. */
export class ConnectorError extends Error {
  override readonly name = "ConnectorError";

  /** Lines of Connect's reason after the first are indented: they are no messages of their own. */
  constructor(message: string) {
    super(message.replaceAll("\n", "\n  "));
  }
}

const instanceSchema = z.object({
  state: z.string(),
  trace: z.string().optional(),
  /** Advertised host:port of its worker. */
  worker_id: z.string().optional(),
});
const statusSchema = z.object({
  connector: instanceSchema,
  tasks: z.array(instanceSchema.extend({ id: z.number() })),
});

/** Status of a connector and its tasks, as reported by Connect. */
export type ConnectorStatus = z.infer<typeof statusSchema>;

const pollIntervalMs = 100;

/** States of a connector that does not run until it is resumed (KIP-875). Connect keeps them over restarts. */
const restingStates: readonly string[] = ["PAUSED", "STOPPED"];

/**
 * Creates or updates a connector and waits until it and all its tasks run; a paused or stopped one is resumed. Connect must
 * be up. A connector with another configuration is stopped first: otherwise the tasks of the old configuration would count
 * as running. (Connect REST API, `PUT /connectors/{name}/config`; stop and resume: KIP-875.)
 * @returns the state from which it was resumed, `PAUSED` or `STOPPED`; `undefined` if it was neither
 * @throws {ConnectorError} if Connect refuses the configuration or a task fails
 * @throws an AbortError or the signal's reason if the signal is aborted before
 */
export async function registerConnector(
  connect: HttpClient,
  name: string,
  config: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<string | undefined> {
  const known = await configOf(connect, name, signal);
  const changes = known !== undefined && !isDeepStrictEqual(known, { ...config, name });
  if (changes) {
    await request(connect, "PUT", `${pathOf(name)}/stop`, undefined, `stop the connector ${name}`, signal);
    await untilStopped(connect, name, signal);
  }
  try {
    await request(connect, "PUT", `${pathOf(name)}/config`, config, `take the connector ${name}`, signal);
  } finally {
    // Also after a refusal, with the old configuration.
    if (changes) await resume(connect, name, signal);
  }
  return await untilRunning(connect, name, changes, signal);
}

/** Returns the status of a connector; `undefined` while Connect does not know it. */
export async function connectorStatus(
  connect: HttpClient,
  name: string,
  signal: AbortSignal,
): Promise<ConnectorStatus | undefined> {
  const response = await connect.fetch(`${pathOf(name)}/status`, { signal });
  if (!response.ok) {
    await response.body?.cancel();
    return undefined;
  }
  return statusSchema.parse(await response.json());
}

/** Summarises the tasks of a connector: whether there are any and all run, and the state of each in words. */
export function taskSummary({ tasks }: ConnectorStatus): {
  readonly running: boolean;
  readonly text: string;
} {
  return {
    running: tasks.length > 0 && tasks.every(({ state }) => state === "RUNNING"),
    text: tasks.map(({ id, state }) => `task ${id} ${state}`).join(", "),
  };
}

/**
 * Restarts the connector and its tasks if they have failed; returns when Connect has accepted the request.
 * (Connect REST API, `POST /connectors/{name}/restart`, KIP-745.)
 * @throws {ConnectorError} if Connect refuses, for example an unknown connector
 * @throws an AbortError or the signal's reason if the signal is aborted before
 */
export async function restartFailedTasks(
  connect: HttpClient,
  name: string,
  signal: AbortSignal,
): Promise<void> {
  const path = `${pathOf(name)}/restart?includeTasks=true&onlyFailed=true`;
  await request(connect, "POST", path, undefined, `restart the connector ${name}`, signal);
}

/** Returns the path of a connector. */
function pathOf(name: string): string {
  return `/connectors/${encodeURIComponent(name)}`;
}

async function resume(connect: HttpClient, name: string, signal: AbortSignal): Promise<void> {
  const purpose = `resume the connector ${name}`;
  await request(connect, "PUT", `${pathOf(name)}/resume`, undefined, purpose, signal);
}

/** Sends a request that changes something; retries while the group rebalances (409). */
async function request(
  connect: HttpClient,
  method: "PUT" | "POST",
  path: string,
  body: unknown,
  purpose: string,
  signal: AbortSignal,
): Promise<void> {
  await poll({ intervalMs: pollIntervalMs, signal }, async () => {
    const response = await connect.fetch(path, {
      method,
      headers: { "content-type": "application/json" },
      signal,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer = await response.text();
    if (response.ok) return true;
    if (response.status !== 409) throw new ConnectorError(`Connect does not ${purpose}: ${answer}`);
    return undefined;
  });
}

/** Returns the configuration of a connector; `undefined` if Connect does not know it. */
async function configOf(connect: HttpClient, name: string, signal: AbortSignal): Promise<unknown> {
  const response = await connect.fetch(`${pathOf(name)}/config`, { signal });
  if (response.ok) return await response.json();
  await response.body?.cancel();
  return undefined;
}

async function untilStopped(connect: HttpClient, name: string, signal: AbortSignal): Promise<void> {
  await poll({ intervalMs: pollIntervalMs, signal }, async () => {
    const status = await connectorStatus(connect, name, signal);
    return (status?.connector.state === "STOPPED" && status.tasks.length === 0) || undefined;
  });
}

async function untilRunning(
  connect: HttpClient,
  name: string,
  isResumed: boolean,
  signal: AbortSignal,
): Promise<string | undefined> {
  let restarted = false;
  let resumedFrom: string | undefined;
  await poll({ intervalMs: pollIntervalMs, signal }, async () => {
    const status = await connectorStatus(connect, name, signal);
    const state = status?.connector.state;
    if (state !== undefined && restingStates.includes(state) && !isResumed && resumedFrom === undefined) {
      await resume(connect, name, signal);
      resumedFrom = state;
    }
    const parts = status === undefined ? [] : [status.connector, ...status.tasks];
    const failed = parts.find(({ state }) => state === "FAILED");
    if (failed !== undefined) {
      // Connect may still report a failure of an earlier run; one restart tells.
      if (restarted)
        throw new ConnectorError(`the connector ${name} has failed: ${failed.trace ?? "no trace"}`);
      restarted = true;
      await restartFailedTasks(connect, name, signal);
    } else if (parts.length > 1 && parts.every((part) => part.state === "RUNNING")) return true;
    return undefined;
  });
  return resumedFrom;
}
