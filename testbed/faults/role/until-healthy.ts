import { pino } from "pino";
import { connectorStatus, taskSummary } from "../../../services/provision/connector.ts";
import { kafkaClient } from "../../../services/shared/kafka/kafka-client.ts";
import { type Pipeline } from "../../pipeline/pipeline.ts";
import { waitFor } from "../../wait-for.ts";

const timeoutMs = 60_000;
const answerTimeoutMs = 2_000;
const tries = 5;
const silent = pino({ level: "silent" });

/**
 * Waits until every partition of the readings has all its replicas in sync.
 * @throws {TimeoutError} after a minute
 */
export async function untilReplicated({ addresses, names }: Pipeline, signal: AbortSignal): Promise<void> {
  const options = { retries: tries, security: addresses.kafkaAccess?.security };
  const admin = kafkaClient("replicas", addresses.kafkaBrokers.split(","), silent, options).admin();
  await admin.connect();
  try {
    const wait = { description: "all replicas to be in sync", timeoutMs, signal };
    await waitFor(wait, async () => {
      const { topics } = await admin.fetchTopicMetadata({ topics: [names.kafkaTopic] });
      const partitions = topics.flatMap((topic) => topic.partitions);
      return partitions.every(({ isr, replicas }) => isr.length === replicas.length) || undefined;
    });
  } finally {
    await admin.disconnect();
  }
}

/**
 * Waits until all tasks of the connector run.
 * @throws {TimeoutError} after a minute
 */
export async function untilTasksRun({ addresses, names }: Pipeline, signal: AbortSignal): Promise<void> {
  const { connector } = names;
  if (connector === undefined) return;
  await waitFor({ description: "the tasks to run", timeoutMs, signal }, async () => {
    const timeout = AbortSignal.any([signal, AbortSignal.timeout(answerTimeoutMs)]);
    const status = await connectorStatus(addresses.connect, connector, timeout);
    return (status && taskSummary(status).running) || undefined;
  });
}
