import { type Express } from "express";
import { type HttpDoor } from "../shared/http/door/http-door.ts";
import { notFound, rejectInvalidRequest } from "../shared/http/error-responses.ts";
import { type EventStream } from "../shared/http/event-stream.ts";
import { guardedApp } from "../shared/http/guarded-app.ts";
import { probes } from "../shared/http/probes.ts";
import { type Consumer } from "./consumer.ts";
import { consumerMetrics } from "./metrics.ts";
import { type ReadingHandler } from "./reading-handler.ts";

/** Returns the consumer's HTTP interface: status, events, probes. Does not listen itself. */
export function consumerApp(
  consumer: Consumer,
  readings: ReadingHandler,
  events: EventStream,
  door: HttpDoor,
): Express {
  const app = guardedApp(door);
  app.use(["/status", "/events"], door.needsToken);
  app.get("/status", (_request, response) => {
    response.json({
      since: readings.since,
      ready: consumer.notReady === undefined,
      devices: readings.devices,
      readAgain: consumer.counts.readAgain,
      removed: consumer.counts.removed,
      recreated: consumer.counts.recreated,
      unreadable: { count: readings.unreadableCount, last: readings.unreadable },
    });
  });
  app.get("/events", events.serve);
  app.use(probes({ metrics: consumerMetrics(consumer, readings), notReady: () => consumer.notReady }));
  return app.use(notFound, rejectInvalidRequest);
}
