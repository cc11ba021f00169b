import { Kafka, type KafkaConfig, logLevel } from "kafkajs";
import { type Logger } from "pino";
import { KafkaSocket } from "./kafka-socket.ts";

/** A wait between tries of at most this keeps a client back within a second of the broker's own return. */
const longestRetryDelayMs = 500;

/**
 * A kafkajs client that goes on trying while Kafka is away (kafkajs' own defaults give up after five tries), unless it
 * is told to give up, and logs through the service's logger. The only place where kafkajs' client is configured.
 */
export function kafkaClient(
  clientId: string,
  brokers: readonly string[],
  logger: Logger,
  retries = Number.MAX_SAFE_INTEGER,
): Kafka {
  const options: KafkaConfig = {
    clientId,
    brokers: [...brokers],
    connectionTimeout: 1_000,
    socketFactory: ({ host, port, onConnect }) => KafkaSocket.connect(host, port, onConnect),
    retry: {
      initialRetryTime: 100,
      maxRetryTime: longestRetryDelayMs,
      retries,
      // Who runs a consumer also restarts it: otherwise both would, and the group had two members.
      restartOnFailure: () => Promise.resolve(false),
    },
    logLevel: logLevel.ERROR,
    logCreator: () => kafkajsLog(logger),
  };
  return new Kafka(options);
}

/** kafkajs reports every try to reach an absent broker as an error; its user reports the change instead. */
function kafkajsLog(logger: Logger) {
  return ({ namespace, log }: { namespace: string; log: { message: string } }) => {
    const { message, ...details } = log;
    logger.debug({ namespace, ...details }, message);
  };
}
