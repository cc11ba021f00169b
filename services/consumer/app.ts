import express, { type Express } from "express";
import { type EventStream } from "../shared/http/event-stream.ts";
import { notFound, probes } from "../shared/http/http-server.ts";
import { type Consumer } from "./consumer.ts";
import { type Inbox } from "./inbox.ts";
import { consumerMetrics } from "./metrics.ts";

/** The consumer over HTTP: what arrived, and the probes. Does not listen itself. */
export function consumerApp(consumer: Consumer, inbox: Inbox, events: EventStream): Express {
  const app = express().disable("x-powered-by");
  app.get("/status", (_request, response) => {
    response.json({
      since: inbox.since,
      ready: consumer.notReady === undefined,
      devices: inbox.devices,
      readAgain: consumer.readAgain,
      unreadable: { count: inbox.unreadableCount, last: inbox.unreadable },
    });
  });
  app.get("/events", events.serve);
  app.use(probes({ metrics: consumerMetrics(consumer, inbox), notReady: () => consumer.notReady }));
  app.use(notFound);
  return app;
}
