import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";

/** A connector that Connect refuses, or whose connector or task has failed; the message carries Connect's reason. */
export class ConnectorFailed extends Error {
  override readonly name = "ConnectorFailed";
}

const instanceSchema = z.object({ state: z.string(), trace: z.string().optional() });
const statusSchema = z.object({
  connector: instanceSchema,
  tasks: z.array(instanceSchema.extend({ id: z.number() })),
});

/** What Connect says of a connector and its tasks. */
export type ConnectorStatus = z.infer<typeof statusSchema>;

const pollIntervalMs = 100;

/**
 * Registers a connector by PUT, which creates it or updates it, and waits until it and all its tasks run.
 * Connect must be up. (Connect REST API, `PUT /connectors/{name}/config`; 409 while the group rebalances.)
 * @throws {ConnectorFailed} when Connect refuses the configuration or a task fails
 * @throws an AbortError or the signal's reason when it is aborted before
 */
export async function registerConnector(
  connectUrl: string,
  name: string,
  config: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    const response = await fetch(`${connectUrl}/connectors/${encodeURIComponent(name)}/config`, {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(config),
      signal,
    });
    if (response.ok) break;
    if (response.status !== 409) {
      throw new ConnectorFailed(`Connect refuses the connector ${name}: ${await response.text()}`);
    }
    await delay(pollIntervalMs, undefined, { signal });
  }
  let restarted = false;
  for (;;) {
    const status = await connectorStatus(connectUrl, name, signal);
    const parts = status === undefined ? [] : [status.connector, ...status.tasks];
    const failed = parts.find(({ state }) => state === "FAILED");
    if (failed !== undefined) {
      // The failure may be that of an earlier life, which Connect remembers: one restart tells.
      if (restarted)
        throw new ConnectorFailed(`the connector ${name} has failed: ${failed.trace ?? "no trace"}`);
      restarted = true;
      await restartFailedTasks(connectUrl, name, signal);
    } else if (parts.length > 1 && parts.every(({ state }) => state === "RUNNING")) return;
    await delay(pollIntervalMs, undefined, { signal });
  }
}

/** What Connect says of a connector; `undefined` while it does not know it (yet). */
export async function connectorStatus(
  connectUrl: string,
  name: string,
  signal: AbortSignal,
): Promise<ConnectorStatus | undefined> {
  const response = await fetch(`${connectUrl}/connectors/${encodeURIComponent(name)}/status`, { signal });
  if (!response.ok) {
    await response.body?.cancel();
    return undefined;
  }
  return statusSchema.parse(await response.json());
}

/**
 * Has Connect restart the connector and its tasks as far as they have failed; returns when Connect has accepted that.
 * (Connect REST API, `POST /connectors/{name}/restart`, KIP-745; 409 while the group rebalances.)
 * @throws {ConnectorFailed} when Connect refuses, as it does for a connector that it does not know
 * @throws an AbortError or the signal's reason when it is aborted before
 */
export async function restartFailedTasks(
  connectUrl: string,
  name: string,
  signal: AbortSignal,
): Promise<void> {
  const path = `/connectors/${encodeURIComponent(name)}/restart?includeTasks=true&onlyFailed=true`;
  for (;;) {
    const response = await fetch(`${connectUrl}${path}`, { method: "POST", signal });
    const answer = await response.text();
    if (response.ok) return;
    if (response.status !== 409) {
      throw new ConnectorFailed(`Connect does not restart the connector ${name}: ${answer}`);
    }
    await delay(pollIntervalMs, undefined, { signal });
  }
}
