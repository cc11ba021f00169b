import { type Logger } from "pino";
import { kafkaClient } from "../../shared/kafka/kafka-client.ts";
import { type KafkaClientName, type KafkaReader, type ReaderOptions } from "./kafka-reader.ts";
import { KafkajsReader } from "./kafkajs/kafkajs-reader.ts";
import { PlatformaticReader } from "./platformatic/platformatic-reader.ts";

const readers: Readonly<Record<KafkaClientName, (options: ReaderOptions, logger: Logger) => KafkaReader>> = {
  kafkajs: kafkajsReader,
  platformatic: (options, logger) => new PlatformaticReader(options, logger),
};

/** Returns a reader with the client of this name. */
export function kafkaReader(name: KafkaClientName, options: ReaderOptions, logger: Logger): KafkaReader {
  return readers[name](options, logger);
}

/** Returns a reader with kafkajs. `retries`: while Kafka is away, before the membership fails; default: for ever. */
export function kafkajsReader(
  options: ReaderOptions,
  logger: Logger,
  { retries }: { readonly retries?: number } = {},
): KafkaReader {
  const { groupId, brokers, security } = options;
  const tuning = { security, ...(retries === undefined ? {} : { retries }) };
  return new KafkajsReader(options, kafkaClient(groupId, brokers, logger, tuning));
}
