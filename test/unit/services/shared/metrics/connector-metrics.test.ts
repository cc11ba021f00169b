import { expect, test } from "vitest";
import { connectorMetricsIn } from "../../../../../services/shared/metrics/connector-metrics.ts";

const started = "process_start_time_seconds 1.7E9\n";
const task = (name: string, value: number, labels = 'task="0"') =>
  `mqtt_source_${name}{connector="mqtt-source",${labels}} ${value}\n`;

test("the metrics of a connector are those of its tasks, in milliseconds", () => {
  const text = [
    started,
    task("connected", 1),
    task("connected_since_seconds", 1_700_000_001.5),
    task("sessions_lost_total", 2),
    task("oldest_unacknowledged_seconds", 0.25),
    task("oldest_unconfirmed_seconds", 31, 'task="0",topic="coffee.dead-letter"'),
    task("messages_filtered_total", 7),
    'mqtt_source_connected{connector="other",task="0"} 0\n',
  ].join("");
  expect(connectorMetricsIn(text, "mqtt-source")).toEqual({
    workerStartedMs: 1.7e12,
    connected: true,
    connectedSinceMs: 1_700_000_001_500,
    sessionsLost: 2,
    oldestUnacknowledgedMs: 250,
    oldestUnconfirmedMs: new Map([["coffee.dead-letter", 31_000]]),
    filtered: 7,
  });
});

test("several tasks are connected if each is, their counts are added, and the oldest message counts", () => {
  const both = (name: string, a: number, b: number) => task(name, a) + task(name, b, 'task="1"');
  const text = [
    started,
    both("connected", 1, 0),
    both("connected_since_seconds", 5, 0),
    both("messages_filtered_total", 3, 4),
    both("oldest_unacknowledged_seconds", 1, 2),
  ].join("");
  expect(connectorMetricsIn(text, "mqtt-source")).toMatchObject({
    connected: false,
    connectedSinceMs: 0,
    filtered: 7,
    oldestUnacknowledgedMs: 2_000,
  });
});

test("what the tasks do not tell is unknown, not 0", () => {
  expect(connectorMetricsIn(started, "mqtt-source")).toMatchObject({
    connected: undefined,
    connectedSinceMs: undefined,
    sessionsLost: undefined,
    filtered: undefined,
  });
});

test("an answer of something else is refused", () => {
  expect(() => connectorMetricsIn("up 1\n", "mqtt-source")).toThrow("when the worker started");
});
