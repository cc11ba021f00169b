import { pino } from "pino";
import { createTopics } from "../../services/provision/topics.ts";
import { kafkaClient } from "../../services/shared/kafka/kafka-client.ts";
import { encodeReading } from "../../services/shared/reading/reading.ts";
import { traceProperties } from "../../services/shared/reading/trace.ts";

const batchRecords = 5_000;
const silent = pino({ level: "silent" });

/** Size of a {@link fillTopic}. */
export interface FilledTopicSize {
  readonly readings: number;
  readonly devices: number;
  readonly partitions: number;
}

/** Creates a topic with readings of devices, in turn, keyed and traced as the connector writes them. Returns its name. */
export async function fillTopic(
  brokers: readonly string[],
  { readings, devices, partitions }: FilledTopicSize,
  signal: AbortSignal,
): Promise<string> {
  const topic = `benchmark-${crypto.randomUUID()}`;
  await createTopics(brokers, [{ topic, numPartitions: partitions }], silent);
  using client = kafkaClient(topic, brokers, silent);
  const producer = client.producer({ maxInFlightRequests: 1, idempotent: true });
  await producer.connect();
  try {
    for (let first = 0; first < readings; first += batchRecords) {
      signal.throwIfAborted();
      const count = Math.min(batchRecords, readings - first);
      const messages = Array.from({ length: count }, (_, index) => messageOf(first + index, devices));
      await producer.send({ topic, messages });
    }
  } finally {
    await producer.disconnect();
  }
  return topic;
}

function messageOf(index: number, devices: number) {
  const id = `device-${index % devices}`;
  const trace = { run: "benchmark", seq: Math.floor(index / devices) };
  return {
    key: id,
    value: encodeReading({ id, x: index % 100, y: index % 50, status: "Active" }),
    headers: traceProperties(trace, String(Date.now())),
  };
}
