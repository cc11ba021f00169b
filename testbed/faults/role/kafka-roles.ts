import { type Admin } from "kafkajs";
import { pino } from "pino";
import { sendToBroker } from "../../../services/shared/kafka/broker-request.ts";
import { kafkaClient } from "../../../services/shared/kafka/kafka-client.ts";
import { type KafkaSecurity } from "../../../services/shared/kafka/security/kafka-security.ts";
import { type Pipeline } from "../../pipeline/pipeline.ts";
import { waitFor } from "../../wait-for.ts";

/** Nodes by the roles that they have; their ids are the numbers of the instances. */
export interface KafkaRoles {
  readonly leader: number;
  readonly controller: number;
  /** Nodes that replicate the same partition in time, and are neither; none if it has no other replica in time. */
  readonly followers: readonly number[];
  /** Partition with the most readings. */
  readonly partition: number;
  readonly readings: number;
}

const tries = 5;
const timeoutMs = 10_000;
const silent = pino({ level: "silent" });
/** Topic of the records of the controllers (KIP-500). */
const quorumTopic = { topicName: "__cluster_metadata", partitions: [{ partitionIndex: 0 }] };

/**
 * Asks Kafka for the roles of its nodes. The active controller is the leader of the quorum (DescribeQuorum, KIP-595): the one that a
 * broker names in its metadata is any broker (KIP-500).
 */
export async function kafkaRoles(pipeline: Pipeline, signal: AbortSignal): Promise<KafkaRoles> {
  const { kafkaBrokers, kafkaAccess } = pipeline.addresses;
  const brokers = kafkaBrokers.split(",");
  const options = { retries: tries, security: kafkaAccess?.security };
  const admin = kafkaClient("roles", brokers, silent, options).admin();
  await admin.connect();
  try {
    const busiest = await busiestPartition(admin, pipeline.names.kafkaTopic);
    const controller = await activeController(pipeline, brokers, signal);
    const { leader, inSync } = busiest;
    const followers = inSync.filter((id) => id !== leader && id !== controller);
    return { leader, controller, followers, partition: busiest.partition, readings: busiest.readings };
  } finally {
    await admin.disconnect();
  }
}

async function busiestPartition(admin: Admin, topic: string) {
  const offsets = await admin.fetchTopicOffsets(topic);
  const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
  const partitions = topics.flatMap((each) => each.partitions);
  const [most] = offsets
    .map(({ partition, high, low }) => ({ partition, readings: Number(high) - Number(low) }))
    .toSorted((a, b) => b.readings - a.readings);
  const found = partitions.find(({ partitionId }) => partitionId === most?.partition);
  if (most === undefined || found === undefined) throw new Error(`the topic ${topic} has no partition`);
  return { ...most, leader: found.leader, inSync: found.isr };
}

/** Asks one node after the other: one that is down answers nothing. */
async function activeController(
  { addresses }: Pipeline,
  brokers: readonly string[],
  signal: AbortSignal,
): Promise<number> {
  const { security = {} } = addresses.kafkaAccess ?? {};
  const wait = { description: "Kafka to have an active controller", timeoutMs, signal };
  return await waitFor(wait, async () => {
    for (const broker of brokers) {
      const leader = await quorumLeader(broker, security).catch(() => undefined);
      if (leader !== undefined && leader > 0) return leader;
    }
    return undefined;
  });
}

async function quorumLeader(broker: string, security: KafkaSecurity): Promise<number | undefined> {
  return await sendToBroker({ clientId: "roles", broker, security }, async (connection, client) => {
    const { topics } = await client.describeQuorumV2.api.async(connection, [quorumTopic]);
    return topics[0]?.partitions[0]?.leaderId;
  });
}
