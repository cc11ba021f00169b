import express, { type Express } from "express";
import { type HttpDoor } from "../shared/http/door/http-door.ts";
import { notFound, rejectInvalidBody, rejectInvalidRequest } from "../shared/http/error-responses.ts";
import { guardedApp } from "../shared/http/guarded-app.ts";
import { probes } from "../shared/http/probes.ts";
import { type Link } from "./link/link.ts";
import { linkState, linkStateAllowed } from "./link/link-state.ts";
import { proxyMetrics } from "./metrics.ts";

/** Returns the HTTP interface of the proxy: status and state of each link, probes, metrics. Does not listen itself. */
export function proxyApp(links: readonly Link[], door: HttpDoor): Express {
  const app = guardedApp(door);

  app.use("/links", door.needsToken);
  app.get("/links", (_request, response) => {
    response.json({ links: links.map(({ status }) => status) });
  });
  app.all("/links/:link", (request, response, next) => {
    const link = links.find(({ name }) => name === request.params.link);
    response.locals["link"] = link;
    if (link === undefined) response.status(404).json({ message: `Unknown link ${request.params.link}` });
    else next();
  });
  app.get("/links/:link", (_request, response) => {
    const link: Link = response.locals["link"];
    response.json(link.status);
  });
  app.put("/links/:link", express.json(), (request, response) => {
    const link: Link = response.locals["link"];
    const body = linkState.safeParse(request.body);
    if (!body.success) {
      response.status(400).json({ message: linkStateAllowed });
      return;
    }
    if (body.data.state === "drop" && !link.canDrop) {
      response.status(400).json({
        message: `{"state":"drop"} is allowed for a link with a network interface of its own only, not for ${link.name}`,
      });
      return;
    }
    link.setState(body.data);
    response.json(link.status);
  });

  // All links listen before the HTTP server does.
  app.use(probes({ metrics: proxyMetrics(links), notReady: () => undefined }));
  return app.use(notFound, rejectInvalidBody(linkStateAllowed), rejectInvalidRequest);
}
