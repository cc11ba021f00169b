import { randomInt } from "node:crypto";
import { readEnvironment } from "../shared/environment.ts";
import { serve } from "../shared/http-server.ts";
import { openJournal } from "../shared/journal.ts";
import { createLogger } from "../shared/logger.ts";
import { runService } from "../shared/run-service.ts";
import { publisherApp } from "./app.ts";
import { publisherSettings } from "./config.ts";
import { Publisher } from "./publisher.ts";

await runService(async (resources) => {
  const settings = readEnvironment(publisherSettings, process.env);
  const logger = createLogger("publisher", settings.LOG_LEVEL);
  const seed = settings.SEED ?? randomInt(2 ** 31);
  const journal = resources.use(openJournal(settings.JOURNAL));
  const publisher = resources.use(
    new Publisher(
      {
        mqtt: { url: settings.MQTT_URL, topic: settings.MQTT_TOPIC, qos: settings.MQTT_QOS },
        traceCarrier: settings.TRACE,
        deviceIds: settings.DEVICES,
        route: settings.ROUTE,
        minIntervalMs: settings.MIN_INTERVAL_MS,
        maxIntervalMs: settings.MAX_INTERVAL_MS,
        seed,
        bufferLimit: settings.BUFFER_LIMIT,
      },
      journal,
      logger,
    ),
  );
  const server = resources.use(await serve(publisherApp(publisher), settings.HOST, settings.PORT));
  publisher.start();
  logger.info({ run: publisher.run, seed, port: server.port }, "publisher started");
  return logger;
});
