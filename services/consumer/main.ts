import { readEnvironment } from "../shared/environment.ts";
import { serve } from "../shared/http/http-server.ts";
import { openJournal } from "../shared/journal/journal.ts";
import { kafkaClient } from "../shared/kafka/kafka-client.ts";
import { createLogger } from "../shared/logger.ts";
import { runService } from "../shared/run-service.ts";
import { consumerApp } from "./app.ts";
import { consumerSettings } from "./config.ts";
import { Consumer } from "./consumer.ts";
import { Inbox } from "./inbox.ts";
import { LiveView } from "./live-view.ts";

await runService(async (resources) => {
  const settings = readEnvironment(consumerSettings, process.env);
  const logger = createLogger("consumer", settings.LOG_LEVEL);
  const journal = resources.use(openJournal(settings.JOURNAL));
  const inbox = new Inbox(settings.TRACE, journal, logger);
  const consumer = resources.use(
    new Consumer(
      { topics: [settings.KAFKA_TOPIC], groupId: settings.KAFKA_GROUP },
      kafkaClient(settings.KAFKA_GROUP, settings.KAFKA_BROKERS, logger),
      inbox,
      logger,
    ),
  );
  const { events } = resources.use(new LiveView(consumer, inbox));
  const server = resources.use(
    await serve(consumerApp(consumer, inbox, events), settings.HOST, settings.PORT),
  );
  consumer.start();
  logger.info({ port: server.port, topic: settings.KAFKA_TOPIC }, "consumer started");
  return logger;
});
