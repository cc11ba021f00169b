import { randomInt } from "node:crypto";
import { readEnvironment } from "../shared/environment.ts";
import { serve } from "../shared/http/http-server.ts";
import { openJournal } from "../shared/journal/journal.ts";
import { createLogger } from "../shared/logger.ts";
import { runService } from "../shared/run-service.ts";
import { publisherApp } from "./app.ts";
import { publisherSettings } from "./config.ts";
import { Publisher } from "./publisher.ts";
import { ConnectorWatch } from "./status/connector-watch.ts";
import { FarEnd } from "./status/consumer-feed.ts";
import { LiveView } from "./status/live-view.ts";

await runService(async (resources) => {
  const settings = readEnvironment(publisherSettings, process.env);
  const logger = createLogger("publisher", settings.LOG_LEVEL);
  const seed = settings.SEED ?? randomInt(2 ** 31);
  const journal = resources.use(openJournal(settings.JOURNAL));
  const publisher = resources.use(
    new Publisher(
      {
        connections: settings.CONNECTIONS,
        load:
          settings.LOAD_LENGTH_MS === undefined
            ? undefined
            : { profile: settings.LOAD_PROFILE, lengthMs: settings.LOAD_LENGTH_MS },
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
  const { CONSUMER_URL, CONNECT_URL } = settings;
  const farEnd = resources.use(
    CONSUMER_URL === undefined
      ? undefined
      : new FarEnd(CONSUMER_URL, ({ id, lastRun, lastSeq, lastSeenMs }) => {
          if (lastRun === publisher.run && lastSeq !== undefined) publisher.seen(id, lastSeq, lastSeenMs);
        }),
  );
  const connector = resources.use(CONNECT_URL === undefined ? undefined : new ConnectorWatch(CONNECT_URL));
  const { events } = resources.use(new LiveView(publisher, { farEnd, connector }));
  const server = resources.use(await serve(publisherApp(publisher, events), settings.HOST, settings.PORT));
  publisher.start();
  logger.info({ run: publisher.run, seed, port: server.port }, "publisher started");
  return logger;
});
