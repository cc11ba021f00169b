import { readEnvironment } from "../shared/environment.ts";
import { serve } from "../shared/http/http-server.ts";
import { openJournal } from "../shared/journal/journal.ts";
import { createLogger } from "../shared/logger.ts";
import { runService } from "../shared/run-service.ts";
import { type LinkName } from "../shared/topology.ts";
import { proxyApp } from "./app.ts";
import { proxySettings } from "./config.ts";
import { Link } from "./link/link.ts";
import { LinkTap } from "./tap/link-tap.ts";

/** Between publisher and consumer, which write journals of their own, the one link that speaks MQTT. */
const tapped: LinkName = "mqtt-bridge";

await runService(async (resources) => {
  const settings = readEnvironment(proxySettings, process.env);
  const logger = createLogger("proxy", settings.LOG_LEVEL);
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
  const server = resources.use(await serve(proxyApp(links), settings.HOST, settings.PORT));
  logger.info({ port: server.port }, "proxy started");
  return logger;
});
