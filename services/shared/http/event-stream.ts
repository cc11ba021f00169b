import { type Request, type Response } from "express";

/** Something that changes, as a whole and in many like parts. */
export interface LiveState {
  readonly fields: object;
  /** Those that may have changed since the state was taken last; at first all. */
  readonly changedDevices: Iterable<{ readonly id: string }>;
}

/** Where a stream takes what it tells. */
export interface LiveSource {
  /** What a client is told first, once per connection. */
  readonly hello: () => object;
  readonly state: () => LiveState;
}

/** At most ten times a second. */
const tickMs = 100;
/** At least so often, so that a client can tell silence from nothing new. */
const heartbeatMs = 1_000;
/** A client that takes nothing for so long is gone. */
const stuckTimeoutMs = 30_000;
/** After which a client connects again when it has lost us. */
const reconnectMs = 500;

/**
 * Server-sent events (WHATWG HTML, "Server-sent events") to any number of clients: `hello` first, then `state`, the fields
 * and those devices that changed since the client's last one. A client that does not take what it was sent is sent
 * nothing more until it does, and then the latest only: so no client, slow or dead, slows its server or makes it grow.
 */
export class EventStream implements Disposable {
  readonly #source: LiveSource;
  readonly #clients = new Set<Client>();
  /** The latest of each device as text, and the tick that it changed in. */
  readonly #devices = new Map<string, { readonly text: string; readonly changedIn: number }>();
  #fieldsText = "";
  #fieldsChangedIn = 0;
  #tick = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(source: LiveSource) {
    this.#source = source;
  }

  /** How many clients there are. */
  get clientCount(): number {
    return this.#clients.size;
  }

  /** Answers a request for the events; to be used as an Express handler. */
  readonly serve = (_request: Request, response: Response): void => {
    response.set({ "content-type": "text/event-stream", "cache-control": "no-store" }).flushHeaders();
    response.write(`retry: ${reconnectMs}\n\n${eventText("hello", this.#source.hello())}`);
    const client: Client = { response, toldIn: -1, toldAtMs: 0, blockedSinceMs: undefined };
    this.#clients.add(client);
    response.on("close", () => {
      this.#clients.delete(client);
      if (this.#clients.size === 0) this.#stop();
    });
    response.on("error", () => undefined);
    this.#timer ??= setInterval(() => this.#tellAll(), tickMs);
    this.#tellAll();
  };

  /** Tells an event to all who take it; who is behind misses it. */
  tell(event: string, data: object): void {
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
  }

  #tellAll(): void {
    this.#takeState();
    const nowMs = performance.now();
    /** Most clients are equally far. */
    const texts = new Map<number, string>();
    for (const client of this.#clients) {
      if (client.response.writableNeedDrain) {
        client.blockedSinceMs ??= nowMs;
        if (nowMs - client.blockedSinceMs > stuckTimeoutMs) client.response.destroy();
        continue;
      }
      client.blockedSinceMs = undefined;
      const text = texts.get(client.toldIn) ?? this.#stateSince(client.toldIn);
      texts.set(client.toldIn, text);
      if (text === "" && nowMs - client.toldAtMs < heartbeatMs) continue;
      client.response.write(text || stateText(this.#fieldsText, []));
      client.toldIn = this.#tick;
      client.toldAtMs = nowMs;
    }
  }

  #takeState(): void {
    this.#tick += 1;
    const { fields, changedDevices } = this.#source.state();
    const fieldsText = JSON.stringify(fields);
    if (fieldsText !== this.#fieldsText) {
      this.#fieldsText = fieldsText;
      this.#fieldsChangedIn = this.#tick;
    }
    for (const device of changedDevices) {
      const text = JSON.stringify(device);
      if (this.#devices.get(device.id)?.text !== text) {
        this.#devices.set(device.id, { text, changedIn: this.#tick });
      }
    }
  }

  /** The event for a client that was told last in this tick; empty where nothing has changed since. */
  #stateSince(tick: number): string {
    const changed = [...this.#devices.values()].filter(({ changedIn }) => changedIn > tick);
    if (changed.length === 0 && this.#fieldsChangedIn <= tick) return "";
    return stateText(
      this.#fieldsText,
      changed.map(({ text }) => text),
    );
  }
}

interface Client {
  readonly response: Response;
  toldIn: number;
  toldAtMs: number;
  blockedSinceMs: number | undefined;
}

function eventText(event: string, data: object): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** `at` is now, in milliseconds since the epoch. */
function stateText(fieldsText: string, deviceTexts: readonly string[]): string {
  const fields = fieldsText === "{}" ? "" : `,${fieldsText.slice(1, -1)}`;
  return `event: state\ndata: {"at":${Date.now()}${fields},"devices":[${deviceTexts.join()}]}\n\n`;
}
