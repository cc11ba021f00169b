import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import express, { type Express } from "express";
import { z } from "zod";
import { type HttpDoor } from "../shared/http/door/http-door.ts";
import { notFound, rejectInvalidBody, rejectInvalidRequest } from "../shared/http/error-responses.ts";
import { type EventStream } from "../shared/http/event-stream.ts";
import { guardedApp } from "../shared/http/guarded-app.ts";
import { probes } from "../shared/http/probes.ts";
import { statuses } from "../shared/reading/reading.ts";
import { deviceStates } from "./device-state.ts";
import { publisherMetrics } from "./metrics.ts";
import { type Publisher } from "./publisher.ts";
import { pageHeaders } from "./status/page-headers.ts";

const pageFolder = fileURLToPath(new URL("status/page", import.meta.url));
/** Palette, charts and DOM functions that the load report uses, too. */
const sharedPageFolder = fileURLToPath(new URL("../shared/page", import.meta.url));
/** Libraries of the page are served straight from their packages: nothing is built or bundled. */
const chartsFolder = dirname(fileURLToPath(import.meta.resolve("uplot")));
const eventsFolder = dirname(fileURLToPath(import.meta.resolve("eventsource-parser")));

const statusRequest = z.object({ status: z.enum(statuses) });

/** Returns the publisher's HTTP interface: status page, status of devices, probes. It does not listen itself. */
export function publisherApp(publisher: Publisher, events: EventStream, door: HttpDoor): Express {
  const app = guardedApp(door, pageHeaders());

  app.use(["/status", "/pace", "/events"], door.needsToken);
  app.post("/status/:device", (request, response, next) => {
    if (publisher.fleet.has(request.params.device)) next();
    else response.status(404).json({ message: `Unknown device ${request.params.device}` });
  });
  app.post("/status/:device", express.json(), (request, response) => {
    const body = statusRequest.safeParse(request.body);
    if (!body.success) {
      response.status(400).json({ message: "Invalid status" });
      return;
    }
    const { device } = request.params;
    const { status } = body.data;
    publisher.fleet.setStatus(device, status);
    response.json({ message: `Status of ${device} updated to ${status}` });
  });

  app.get("/status", (_request, response) => {
    response.json({
      run: publisher.run,
      since: publisher.since,
      connected: publisher.sender.connected,
      acknowledgedWithoutSubscriber: publisher.sender.acknowledgedWithoutSubscriber,
      devices: deviceStates(publisher),
    });
  });

  app.get("/pace", (_request, response) => {
    response.json(publisher.loadProgress);
  });
  app.get("/events", events.serve);
  app.use(
    probes({
      metrics: publisherMetrics(publisher),
      notReady: () => (publisher.sender.connected ? undefined : "no connection to the broker"),
    }),
  );
  app.use(express.static(pageFolder));
  app.use("/shared", express.static(sharedPageFolder));
  app.use("/uplot", express.static(chartsFolder));
  app.use("/eventsource-parser", express.static(eventsFolder));
  return app.use(notFound, rejectInvalidBody("Invalid status"), rejectInvalidRequest);
}
