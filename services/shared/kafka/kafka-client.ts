import { Kafka, type KafkaConfig, logLevel, type SASLOptions } from "kafkajs";
import { type Logger } from "pino";
import { ClientConnections } from "./client-connections.ts";
import { openKafkaSocket } from "./kafka-socket.ts";
import { endStrayFetchers } from "./kafkajs-fetchers.ts";
import { replaceFetchDecoder } from "./kafkajs-fetches.ts";
import { type KafkaSasl, type KafkaSecurity } from "./security/kafka-security.ts";
import { fromSeedHost, toSeedBroker } from "./seed-broker.ts";

replaceFetchDecoder();
endStrayFetchers();

/** Longest wait between two tries: a client is back within a second of the broker. */
const longestRetryDelayMs = 500;

/** Connection timeout. With TLS the broker has a handshake to compute. */
const connectionTimeoutMs = { plain: 1_000, tls: 5_000 } as const;

/** Settings of a client that differ between its users. */
export interface KafkaClientOptions {
  /** Retries while Kafka is away; default: for ever. (kafkajs' default: 5.) */
  readonly retries?: number;
  /** Longest wait for an answer; default: kafkajs' 30 s. */
  readonly requestTimeoutMs?: number;
  /** Default: plain text without authentication. */
  readonly security?: KafkaSecurity | undefined;
}

/** A client that can be ended whatever Kafka does: its disposal closes its connections and fails what it waits for. */
export interface KafkaClient extends Kafka, Disposable {}

/**
 * Returns a kafkajs client that logs through the service's logger and retries while Kafka is away. The only place that
 * configures kafkajs.
 */
export function kafkaClient(
  clientId: string,
  brokers: readonly string[],
  logger: Logger,
  { retries = Number.MAX_SAFE_INTEGER, requestTimeoutMs, security = {} }: KafkaClientOptions = {},
): KafkaClient {
  const { tls, sasl } = security;
  const connections = new ClientConnections();
  const options: KafkaConfig = {
    clientId,
    brokers: brokers.map(toSeedBroker),
    connectionTimeout: tls === undefined ? connectionTimeoutMs.plain : connectionTimeoutMs.tls,
    ...(requestTimeoutMs === undefined ? {} : { requestTimeout: requestTimeoutMs }),
    ...(sasl === undefined ? {} : { sasl: kafkajsSasl(sasl) }),
    socketFactory: ({ host, port, onConnect }) =>
      openKafkaSocket({ host: fromSeedHost(host), port, tls, connections }, onConnect),
    retry: {
      initialRetryTime: 100,
      maxRetryTime: longestRetryDelayMs,
      // kafkajs compares a number with it before each retry, of those under way as well (`retry/index.js`).
      retries: { valueOf: () => (connections.isClosed ? 0 : retries) } as unknown as number,
      // The consumer's owner restarts it. If both did, the group would have two members.
      restartOnFailure: () => Promise.resolve(false),
    },
    logLevel: logLevel.ERROR,
    logCreator: () => kafkajsLog(logger),
  };
  return Object.assign(new Kafka(options), { [Symbol.dispose]: () => connections[Symbol.dispose]() });
}

/** Returns an object of its own for each client: kafkajs adds its authenticator to it. */
function kafkajsSasl({ mechanism, username, password }: KafkaSasl): SASLOptions {
  const user = { username, password };
  switch (mechanism) {
    case "PLAIN":
      return { mechanism: "plain", ...user };
    case "SCRAM-SHA-256":
      return { mechanism: "scram-sha-256", ...user };
    case "SCRAM-SHA-512":
      return { mechanism: "scram-sha-512", ...user };
  }
}

/** Logs kafkajs' errors at debug level: it reports every failed try, its user only the change. */
function kafkajsLog(logger: Logger) {
  return ({ namespace, log }: { namespace: string; log: { message: string } }) => {
    const { message, ...details } = log;
    logger.debug({ namespace, ...details }, message);
  };
}
