import { Kafka, type KafkaConfig, logLevel } from "kafkajs";
import { type Logger } from "pino";
import { KafkaSocket } from "./kafka-socket.ts";

/** Longest wait between two tries: a client is back within a second of the broker. */
const longestRetryDelayMs = 500;

/**
 * Returns a kafkajs client that logs through the service's logger and retries while Kafka is away: for ever, or `retries`
 * times (kafkajs' default: 5). The only place that configures kafkajs.
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
      // The consumer's owner restarts it. If both did, the group would have two members.
      restartOnFailure: () => Promise.resolve(false),
    },
    logLevel: logLevel.ERROR,
    logCreator: () => kafkajsLog(logger),
  };
  return new Kafka(options);
}

/** Logs kafkajs' errors at debug level: it reports every failed try, its user only the change. */
function kafkajsLog(logger: Logger) {
  return ({ namespace, log }: { namespace: string; log: { message: string } }) => {
    const { message, ...details } = log;
    logger.debug({ namespace, ...details }, message);
  };
}
