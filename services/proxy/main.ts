/**
 * TCP proxy for the links that a drill disturbs. Not Toxiproxy: the link to the bridge has a tap that decodes MQTT and
 * journals every delivery and acknowledgement as it is passed, which a proxy without knowledge of MQTT cannot do.
 */
import { readEnvironment } from "../shared/environment.ts";
import { HttpDoor } from "../shared/http/door/http-door.ts";
import { serve } from "../shared/http/http-server.ts";
import { openJournal } from "../shared/journal/journal.ts";
import { createLogger } from "../shared/logger.ts";
import { runService } from "../shared/run-service.ts";
import { type LinkName } from "../shared/topology.ts";
import { proxyApp } from "./app.ts";
import { proxySettings } from "./config.ts";
import { LinkInterface } from "./interface/link-interface.ts";
import { Link } from "./link/link.ts";
import { LinkTap } from "./tap/link-tap.ts";
import { openTermination } from "./tls/open-termination.ts";

/** The MQTT link to the bridge, which writes no journal of its own, unlike publisher and consumer. */
const tapped: LinkName = "mqtt-bridge";

await runService(async (resources) => {
  const settings = readEnvironment(proxySettings, process.env);
  const logger = createLogger("proxy", settings.LOG_LEVEL);
  const door = resources.use(new HttpDoor(settings, logger));
  const journal = resources.use(openJournal(settings.JOURNAL));
  const termination = openTermination(settings);
  const links: Link[] = [];
  for (const route of settings.LINKS) {
    const hasTap = route.link === tapped && settings.JOURNAL !== undefined;
    const tap = hasTap ? new LinkTap(settings.TRACE, journal, logger) : undefined;
    const ownInterface =
      route.link === settings.INTERFACE_LINK
        ? resources.use(await LinkInterface.open(route.listen))
        : undefined;
    const tls = route.link === tapped ? termination : undefined;
    const link = resources.use(new Link(route, logger, { tap, tls, ownInterface }));
    await link.listen();
    links.push(link);
  }
  const server = resources.use(
    await serve(proxyApp(links, door), settings.HOST, settings.PORT, door.certificate),
  );
  logger.info({ port: server.port }, "proxy started");
  return logger;
});
