import { type HttpClient } from "../http/http-client.ts";
import { type Sample, samplesIn } from "./prometheus-text.ts";

/** MQTT side and deliveries of a connector, summed over its tasks; `undefined` for what its tasks do not tell. */
export interface ConnectorMetrics {
  /** Start of the worker's process, of the latest of several, in milliseconds since the epoch. */
  readonly workerStartedMs: number;
  /** Whether every task is connected to the MQTT broker and subscribed. */
  readonly connected: boolean | undefined;
  /** Time since which all tasks are connected, in milliseconds since the epoch; 0 while one is not. */
  readonly connectedSinceMs: number | undefined;
  /** Number of connections to a broker that had lost the session, since the start of the tasks. */
  readonly sessionsLost: number | undefined;
  /** Age of the oldest message that is not acknowledged; 0 if there is none. */
  readonly oldestUnacknowledgedMs: number | undefined;
  /** Age of the oldest record that Kafka has not confirmed, by topic. */
  readonly oldestUnconfirmedMs: ReadonlyMap<string, number>;
  /** Messages acknowledged without a record in Kafka, since the start of the tasks. */
  readonly filtered: number | undefined;
}

/** User of the metrics if they need a password (connect/metrics-secure.yml). */
export const metricsUser = "metrics";

/** Names in connect/metrics.yml, and that of the agent's own metric of the process. */
const names = {
  workerStarted: "process_start_time_seconds",
  connected: "mqtt_source_connected",
  connectedSince: "mqtt_source_connected_since_seconds",
  sessionsLost: "mqtt_source_sessions_lost_total",
  oldestUnacknowledged: "mqtt_source_oldest_unacknowledged_seconds",
  oldestUnconfirmed: "mqtt_source_oldest_unconfirmed_seconds",
  filtered: "mqtt_source_messages_filtered_total",
} as const;

/**
 * Asks the agents in the Connect workers (connect/metrics.yml) for the metrics of a connector, whose tasks can be on any of them.
 * `workers`: with the path of the metrics. A worker that does not answer has no task, if another one has.
 * @throws Error if no worker answers that has a task, with the first reason; a worker without one counts if all answer
 */
export async function askConnectorMetrics(
  workers: readonly HttpClient[],
  connector: string,
  signal: AbortSignal,
): Promise<ConnectorMetrics> {
  const answers = await Promise.allSettled(workers.map((worker) => metricsText(worker, signal)));
  const all = answers.flatMap((answer) => (answer.status === "fulfilled" ? [samplesIn(answer.value)] : []));
  const failed = answers.find((answer) => answer.status === "rejected");
  const ofTasks = all.filter((samples) => samples.some(({ labels }) => labels["connector"] === connector));
  if (failed !== undefined && ofTasks.length === 0) throw failed.reason;
  return metricsOf((ofTasks.length === 0 ? all : ofTasks).flat(), connector);
}

/** Returns the metrics of one worker. @throws Error if it is not reached, or answers with an error */
async function metricsText(metrics: HttpClient, signal: AbortSignal): Promise<string> {
  // Only these: the figures of the JVM take most of the agent's time.
  const query = new URLSearchParams();
  for (const name of Object.values(names)) query.append("name[]", name);
  const response = await metrics.fetch(`${metrics.url.includes("?") ? "&" : "?"}${query}`, { signal });
  const text = await response.text();
  if (!response.ok) throw new Error(`${metrics} answers ${response.status}`);
  return text;
}

/** Returns the metrics of a connector in a text of the agent. @throws Error without the start of the worker's process */
export function connectorMetricsIn(text: string, connector: string): ConnectorMetrics {
  return metricsOf(samplesIn(text), connector);
}

function metricsOf(samples: readonly Sample[], connector: string): ConnectorMetrics {
  const started = reduced(
    samples.filter(({ name }) => name === names.workerStarted),
    Math.max,
  );
  if (started === undefined) throw new Error("the metrics do not tell when the worker started");
  const own = samples.filter(({ labels }) => labels["connector"] === connector);
  const all = (wanted: string) => own.filter(({ name }) => name === wanted);
  const connectedSince = reduced(all(names.connectedSince), latestUnlessZero);
  const connected = reduced(all(names.connected), Math.min);
  return {
    workerStartedMs: started * 1_000,
    connected: connected === undefined ? undefined : connected === 1,
    connectedSinceMs: inMs(connectedSince),
    sessionsLost: reduced(all(names.sessionsLost), sum),
    oldestUnacknowledgedMs: inMs(reduced(all(names.oldestUnacknowledged), Math.max)),
    oldestUnconfirmedMs: oldestByTopic(all(names.oldestUnconfirmed)),
    filtered: reduced(all(names.filtered), sum),
  };
}

function oldestByTopic(samples: readonly Sample[]): ReadonlyMap<string, number> {
  const oldest = new Map<string, number>();
  for (const { labels, value } of samples) {
    const topic = labels["topic"] ?? "";
    oldest.set(topic, Math.max(oldest.get(topic) ?? 0, value * 1_000));
  }
  return oldest;
}

/** Returns the samples' values combined; `undefined` without any. */
function reduced(samples: readonly Sample[], combine: (a: number, b: number) => number): number | undefined {
  const [first, ...others] = samples.map(({ value }) => value);
  return first === undefined ? undefined : others.reduce((a, b) => combine(a, b), first);
}

const sum = (a: number, b: number) => a + b;
const latestUnlessZero = (a: number, b: number) => (a === 0 || b === 0 ? 0 : Math.max(a, b));
const inMs = (seconds: number | undefined) => (seconds === undefined ? undefined : seconds * 1_000);
