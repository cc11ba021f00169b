import { pino } from "pino";
import { consumerApp } from "../../../../services/consumer/app.ts";
import { Consumer } from "../../../../services/consumer/consumer.ts";
import { kafkajsReader } from "../../../../services/consumer/reader/open-reader.ts";
import { ReadingHandler } from "../../../../services/consumer/reading-handler.ts";
import { StatusStream } from "../../../../services/consumer/status-stream.ts";
import { proxyApp } from "../../../../services/proxy/app.ts";
import { publisherApp } from "../../../../services/publisher/app.ts";
import { deviceStates } from "../../../../services/publisher/device-state.ts";
import { Publisher } from "../../../../services/publisher/publisher.ts";
import { PageFeed } from "../../../../services/publisher/status/page-feed.ts";
import { ToggleEffects } from "../../../../services/publisher/status/toggle-effects.ts";
import { serve } from "../../../../services/shared/http/http-server.ts";
import { openJournal } from "../../../../services/shared/journal/journal.ts";
import { testDoor } from "../../../support/http/test-door.ts";
import { openLink } from "../proxy/link/open-link.ts";
import { publisherOptions } from "../publisher/started-publisher.ts";

const silent = pino({ level: "silent" });

/** A service that is served but not started: nothing but its HTTP changes it. */
export interface ServedService extends AsyncDisposable {
  readonly port: number;
  /** Everything that its HTTP can change, as JSON. */
  readonly state: () => string;
  /** Number of its clients that get events. */
  readonly listeners: () => number;
}

type Variables = NodeJS.ProcessEnv;

/** Serves a publisher with the device `d`. */
export async function servedPublisher(variables: Variables = {}): Promise<ServedService> {
  const resources = new AsyncDisposableStack();
  const door = resources.use(testDoor(variables));
  const publisher = resources.use(new Publisher(publisherOptions(), openJournal(undefined), silent));
  const { events } = resources.use(new PageFeed(publisher, { toggleEffects: new ToggleEffects() }));
  const app = publisherApp(publisher, events, door);
  const { port } = resources.use(await serve(app, "127.0.0.1", 0, door.certificate));
  return {
    port,
    state: () => JSON.stringify(deviceStates(publisher)),
    listeners: () => events.clientCount,
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

/** Serves a consumer that is no member of its group. */
export async function servedConsumer(variables: Variables = {}): Promise<ServedService> {
  const resources = new AsyncDisposableStack();
  const door = resources.use(testDoor(variables));
  const readings = new ReadingHandler("properties", openJournal(undefined), silent);
  const options = { brokers: ["127.0.0.1:1"], topics: ["coffee"], groupId: "g" };
  const consumer = resources.use(new Consumer(kafkajsReader(options, silent), readings, silent));
  const { events } = resources.use(new StatusStream(consumer, readings));
  const app = consumerApp(consumer, readings, events, door);
  const { port } = resources.use(await serve(app, "127.0.0.1", 0, door.certificate));
  return {
    port,
    state: () => JSON.stringify([readings.devices, readings.unreadableCount]),
    listeners: () => events.clientCount,
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

/** Serves a proxy with the link `mqtt-bridge`. */
export async function servedProxy(variables: Variables = {}): Promise<ServedService> {
  const resources = new AsyncDisposableStack();
  const door = resources.use(testDoor(variables));
  const link = resources.use(await openLink(1));
  const { port } = resources.use(await serve(proxyApp([link], door), "127.0.0.1", 0, door.certificate));
  return {
    port,
    state: () => JSON.stringify(link.status),
    listeners: () => 0,
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

/** The services with HTTP, by name. */
export const servedServices = {
  publisher: servedPublisher,
  consumer: servedConsumer,
  proxy: servedProxy,
} as const;
