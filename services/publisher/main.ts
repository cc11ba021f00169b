import { randomInt } from "node:crypto";
import { type z } from "zod";
import { readEnvironment } from "../shared/environment.ts";
import { HttpDoor } from "../shared/http/door/http-door.ts";
import { serve } from "../shared/http/http-server.ts";
import { openJournal } from "../shared/journal/journal.ts";
import { createLogger } from "../shared/logger.ts";
import { TopicTemplate } from "../shared/mqtt/topic-template.ts";
import { runService } from "../shared/run-service.ts";
import { publisherApp } from "./app.ts";
import { brokerOf, connectOf, consumersOf, publisherSettings } from "./config.ts";
import { Publisher, type PublisherOptions } from "./publisher.ts";
import { ConnectorWatch } from "./status/connector-watch.ts";
import { GroupFeed } from "./status/group-feed.ts";
import { PageFeed } from "./status/page-feed.ts";
import { ToggleEffects } from "./status/toggle-effects.ts";

await runService(async (resources) => {
  const settings = readEnvironment(publisherSettings, process.env);
  const logger = createLogger("publisher", settings.LOG_LEVEL);
  const door = resources.use(new HttpDoor(settings, logger));
  const seed = settings.SEED ?? randomInt(2 ** 31);
  const journal = resources.use(openJournal(settings.JOURNAL));
  const toggleEffects = new ToggleEffects();
  const publisher = resources.use(
    new Publisher(publisherOptions(settings, seed), journal, logger, {
      toggled: ({ id }, seq) => toggleEffects.toggled(id, seq, Date.now()),
    }),
  );
  const { connect, metrics } = connectOf(settings);
  const consumers = consumersOf(settings);
  const group = resources.use(
    consumers === undefined
      ? undefined
      : new GroupFeed(consumers, publisher.run, ({ id, lastSeq, lastSeenMs }) => {
          if (lastSeq !== undefined) toggleEffects.seen(id, lastSeq, lastSeenMs);
        }),
  );
  const connector = resources.use(connect === undefined ? undefined : new ConnectorWatch(connect, metrics));
  const { events } = resources.use(new PageFeed(publisher, { toggleEffects, group, connector }));
  const server = resources.use(
    await serve(publisherApp(publisher, events, door), settings.HOST, settings.PORT, door.certificate),
  );
  publisher.start();
  logger.info({ run: publisher.run, seed, port: server.port }, "publisher started");
  return logger;
});

function publisherOptions(settings: z.output<typeof publisherSettings>, seed: number): PublisherOptions {
  return {
    fleet: {
      deviceIds: settings.DEVICES,
      route: settings.ROUTE,
      minIntervalMs: settings.MIN_INTERVAL_MS,
      maxIntervalMs: settings.MAX_INTERVAL_MS,
      seed,
      load:
        settings.LOAD_LENGTH_MS === undefined
          ? undefined
          : { profile: settings.LOAD_PROFILE, lengthMs: settings.LOAD_LENGTH_MS },
    },
    sender: {
      broker: brokerOf(settings),
      topics: new TopicTemplate(settings.MQTT_TOPIC, settings.MQTT_SHARDS),
      qos: settings.MQTT_QOS,
      connections: settings.CONNECTIONS,
      bufferLimit: settings.BUFFER_LIMIT,
    },
    traceCarrier: settings.TRACE,
  };
}
