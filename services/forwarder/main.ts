import { readEnvironment } from "../shared/environment.ts";
import { serve } from "../shared/http-server.ts";
import { openJournal } from "../shared/journal.ts";
import { createLogger } from "../shared/logger.ts";
import { runService } from "../shared/run-service.ts";
import { forwarderApp } from "./app.ts";
import { forwarderSettings } from "./config.ts";
import { Link } from "./link.ts";
import { type LinkName } from "./link-name.ts";
import { LinkTap } from "./link-tap.ts";

/** Between publisher and consumer, which write journals of their own, the one link that speaks MQTT. */
const tapped: LinkName = "mosquitto-connect";

await runService(async (resources) => {
  const settings = readEnvironment(forwarderSettings, process.env);
  const logger = createLogger("forwarder", settings.LOG_LEVEL);
  const journal = resources.use(openJournal(settings.JOURNAL));
  const links: Link[] = [];
  for (const route of settings.LINKS) {
    const hasTap = route.link === tapped && settings.JOURNAL !== undefined;
    const link = resources.use(
      new Link(route, hasTap ? new LinkTap(settings.TRACE, journal, logger) : undefined, logger),
    );
    await link.listen();
    links.push(link);
  }
  const server = resources.use(await serve(forwarderApp(links), settings.HOST, settings.PORT));
  logger.info({ port: server.port }, "forwarder started");
  return logger;
});
