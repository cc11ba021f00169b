import { once } from "node:events";
import { connect } from "node:net";
import { type HttpClient } from "../shared/http/http-client.ts";
import { poll } from "./poll.ts";

/** A part that provision needs did not answer in time; the message has its address and the last failure. */
export class NotAnsweringError extends Error {
  override readonly name = "NotAnsweringError";
}

const pollIntervalMs = 100;
/** Longest time that a single try may take. */
const tryTimeoutMs = 2_000;

/**
 * Waits until one of Kafka's bootstrap servers accepts connections: it opens its ports when it can serve them.
 * @throws {NotAnsweringError} once `deadline` is aborted
 */
export async function untilKafkaAnswers(brokers: readonly string[], deadline: AbortSignal): Promise<void> {
  await untilAnswering(`Kafka at ${brokers.join()}`, deadline, () =>
    Promise.any(brokers.map(connectTo)).catch((error: unknown) => {
      throw error instanceof AggregateError ? error.errors[0] : error;
    }),
  );
}

/**
 * Waits until Connect takes connectors: other paths answer seconds before (KIP-1017).
 * @throws {NotAnsweringError} once `deadline` is aborted
 */
export async function untilConnectAnswers(client: HttpClient, deadline: AbortSignal): Promise<void> {
  await untilAnswering(`Kafka Connect at ${client}`, deadline, async () => {
    const response = await client.fetch("/health", { signal: AbortSignal.timeout(tryTimeoutMs) });
    const body = await response.text();
    if (!response.ok) throw new Error(`${response.status} ${body}`);
  });
}

async function untilAnswering(
  name: string,
  deadline: AbortSignal,
  attempt: () => Promise<void>,
): Promise<void> {
  await poll({ intervalMs: pollIntervalMs }, async () => {
    try {
      await attempt();
      return true;
    } catch (error) {
      if (deadline.aborted) throw new NotAnsweringError(`${name} does not answer: ${reasonOf(error)}`);
      return undefined;
    }
  });
}

async function connectTo(broker: string): Promise<void> {
  const { hostname, port } = new URL(`tcp://${broker}`);
  const host = hostname.replace(/^\[(.*)\]$/, "$1");
  const socket = connect({ host, port: Number(port) });
  try {
    await once(socket, "connect", { signal: AbortSignal.timeout(tryTimeoutMs) });
  } finally {
    socket.destroy();
  }
}

/** Returns the cause of a failed `fetch`, which itself says no more than that it failed. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
