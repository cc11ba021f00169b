import { type Request, type Response } from "express";

/** State of a stream: fields, and devices. */
export interface StreamState {
  readonly fields: object;
  /** Devices that may have changed since the last call; all of them in the first. */
  readonly changedDevices: Iterable<{ readonly id: string }>;
}

/** Source of a stream's events. */
export interface StreamSource {
  /** Returns the first event of each connection. */
  readonly hello: () => object;
  readonly state: () => StreamState;
  /** Called when the first client has come, before its first event, and when the last one has gone. */
  readonly watched?: (isWatched: boolean) => void;
}

/** Interval of state events: at most ten a second. */
const tickMs = 100;
/** Interval of state events without a change, so that a client can tell an outage from silence. */
const heartbeatMs = 1_000;
/** A client that reads nothing for this time is disconnected. */
const stuckTimeoutMs = 30_000;
/** Reconnection time of clients. */
const reconnectMs = 500;

/**
 * Server-sent events (WHATWG HTML, "Server-sent events") to any number of clients: `hello` first, then `state` with the fields
 * and the devices that changed since the client's last one. A client with a full socket buffer is skipped until it drains, and
 * then gets the latest state only: a slow or dead client neither slows the server nor grows its memory.
 */
export class EventStream implements Disposable {
  readonly #source: StreamSource;
  readonly #clients = new Set<Client>();
  /** Latest state of each device as JSON, and the tick of its last change. */
  readonly #devices = new Map<string, { readonly text: string; readonly changedTick: number }>();
  #fieldsText = "";
  #fieldsChangedTick = 0;
  #tick = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(source: StreamSource) {
    this.#source = source;
  }

  /** Number of connected clients. */
  get clientCount(): number {
    return this.#clients.size;
  }

  /** Express handler of the stream. */
  readonly serve = (_request: Request, response: Response): void => {
    if (this.#clients.size === 0) this.#source.watched?.(true);
    response.set({ "content-type": "text/event-stream", "cache-control": "no-store" }).flushHeaders();
    response.write(`retry: ${reconnectMs}\n\n${eventText("hello", this.#source.hello())}`);
    const client: Client = { response, sentTick: -1, sentAtMs: 0, blockedSinceMs: undefined };
    this.#clients.add(client);
    response.on("close", () => {
      this.#clients.delete(client);
      if (this.#clients.size === 0) this.#stop();
    });
    response.on("error", () => undefined);
    this.#timer ??= setInterval(() => this.#sendAll(), tickMs);
    this.#sendAll();
  };

  /** Sends an event to all clients that keep up; the others miss it. */
  send(event: string, data: object): void {
    if (this.#clients.size === 0) return;
    const text = eventText(event, data);
    for (const { response } of this.#clients) if (!response.writableNeedDrain) response.write(text);
  }

  /** Ends all connections. */
  [Symbol.dispose](): void {
    this.#stop();
    for (const { response } of this.#clients) response.destroy();
  }

  #stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#source.watched?.(false);
  }

  #sendAll(): void {
    this.#takeState();
    const nowMs = performance.now();
    /** Texts by tick: most clients are at the same one. */
    const texts = new Map<number, string>();
    for (const client of this.#clients) {
      if (client.response.writableNeedDrain) {
        client.blockedSinceMs ??= nowMs;
        if (nowMs - client.blockedSinceMs > stuckTimeoutMs) client.response.destroy();
        continue;
      }
      client.blockedSinceMs = undefined;
      const text = texts.get(client.sentTick) ?? this.#stateSince(client.sentTick);
      texts.set(client.sentTick, text);
      if (text === "" && nowMs - client.sentAtMs < heartbeatMs) continue;
      client.response.write(text || stateText(this.#fieldsText, []));
      client.sentTick = this.#tick;
      client.sentAtMs = nowMs;
    }
  }

  #takeState(): void {
    this.#tick += 1;
    const { fields, changedDevices } = this.#source.state();
    const fieldsText = JSON.stringify(fields);
    if (fieldsText !== this.#fieldsText) {
      this.#fieldsText = fieldsText;
      this.#fieldsChangedTick = this.#tick;
    }
    for (const device of changedDevices) {
      const text = JSON.stringify(device);
      if (this.#devices.get(device.id)?.text !== text) {
        this.#devices.set(device.id, { text, changedTick: this.#tick });
      }
    }
  }

  /** Returns the event with the changes since a tick; empty without a change. */
  #stateSince(tick: number): string {
    const changed = [...this.#devices.values()].filter(({ changedTick }) => changedTick > tick);
    if (changed.length === 0 && this.#fieldsChangedTick <= tick) return "";
    return stateText(
      this.#fieldsText,
      changed.map(({ text }) => text),
    );
  }
}

interface Client {
  readonly response: Response;
  sentTick: number;
  sentAtMs: number;
  blockedSinceMs: number | undefined;
}

function eventText(event: string, data: object): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** Returns a state event; its `at` is now, in milliseconds since the epoch. */
function stateText(fieldsText: string, deviceTexts: readonly string[]): string {
  const fields = fieldsText === "{}" ? "" : `,${fieldsText.slice(1, -1)}`;
  return `event: state\ndata: {"at":${Date.now()}${fields},"devices":[${deviceTexts.join()}]}\n\n`;
}
