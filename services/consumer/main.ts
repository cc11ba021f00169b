import { readEnvironment } from "../shared/environment.ts";
import { HttpDoor } from "../shared/http/door/http-door.ts";
import { serve } from "../shared/http/http-server.ts";
import { openJournal } from "../shared/journal/journal.ts";
import { readClientProperties } from "../shared/kafka/security/client-properties.ts";
import { createLogger } from "../shared/logger.ts";
import { runService } from "../shared/run-service.ts";
import { consumerApp } from "./app.ts";
import { consumerSettings } from "./config.ts";
import { Consumer } from "./consumer.ts";
import { kafkaReader } from "./reader/open-reader.ts";
import { ReadingHandler } from "./reading-handler.ts";
import { StatusStream } from "./status-stream.ts";

await runService(async (resources) => {
  const settings = readEnvironment(consumerSettings, process.env);
  const logger = createLogger("consumer", settings.LOG_LEVEL);
  const { KAFKA_CONFIG: file } = settings;
  const security = file === undefined ? undefined : readClientProperties(file).security;
  const door = resources.use(new HttpDoor(settings, logger));
  const journal = resources.use(openJournal(settings.JOURNAL));
  const readings = new ReadingHandler(settings.TRACE, journal, logger);
  const options = {
    brokers: settings.KAFKA_BROKERS,
    security,
    topics: [settings.KAFKA_TOPIC],
    groupId: settings.KAFKA_GROUP,
    sessionTimeoutMs: settings.KAFKA_SESSION_TIMEOUT_MS,
  };
  const consumer = resources.use(
    new Consumer(kafkaReader(settings.KAFKA_CLIENT, options, logger), readings, logger),
  );
  const { events } = resources.use(new StatusStream(consumer, readings));
  const server = resources.use(
    await serve(
      consumerApp(consumer, readings, events, door),
      settings.HOST,
      settings.PORT,
      door.certificate,
    ),
  );
  consumer.start();
  logger.info({ port: server.port, topic: settings.KAFKA_TOPIC }, "consumer started");
  return logger;
});
