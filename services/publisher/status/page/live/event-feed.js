import { createParser } from "/eventsource-parser/index.js";
import { needsToken } from "../access/publisher-client.js";

/** @import { HelloEvent, Second, StateEvent } from "../../page-events.ts" */
/** @import { PublisherClient } from "../access/publisher-client.js" */

/**
 * @typedef {object} EventFeedListener
 * @property {(event: HelloEvent) => void} hello
 * @property {(event: Second) => void} second
 * @property {(event: StateEvent) => void} state
 * @property {() => void} liveChanged
 */

/** Without a `state` event for this long the feed is not live; the publisher sends at least one per second. */
const liveTimeoutMs = 3000;
/** Without any event for this long the connection is opened again. */
const reconnectTimeoutMs = 10_000;
const checkIntervalMs = 500;
/** Time until the next try after a refusal, and after a loss until the publisher has named another. */
const retryMs = 2000;

/**
 * The publisher's server-sent events, and whether they are live: connected, with a recent `state` event. Read with `fetch`, since the
 * browser's EventSource sends no token.
 */
export class EventFeed {
  isLive = false;
  /**
   * Arrival of the latest `state` event, on this browser's clock; `null` before the first.
   * @type {number | null}
   */
  lastStateMs = null;
  #publisher;
  #path;
  #listener;
  /** Ends the present connection. */
  #stop = new AbortController();
  #waitsForToken = false;
  #lostRetryMs = retryMs;
  /** Arrivals of the latest event and the latest `state`, by `performance.now()`. */
  #eventAtMs = 0;
  #stateAtMs = 0;
  #serverStateMs = 0;

  /**
   * @param {PublisherClient} publisher
   * @param {string} path
   * @param {EventFeedListener} listener
   */
  constructor(publisher, path, listener) {
    this.#publisher = publisher;
    this.#path = path;
    this.#listener = listener;
  }

  /** Returns the time of the publisher's clock, which may differ from the browser's. Stands still while not live. */
  get serverNowMs() {
    return this.isLive ? this.#serverStateMs + (performance.now() - this.#stateAtMs) : this.#serverStateMs;
  }

  open() {
    this.#connect();
    setInterval(() => this.#check(), checkIntervalMs);
  }

  async #connect() {
    this.#stop.abort();
    const stop = new AbortController();
    this.#stop = stop;
    this.#eventAtMs = performance.now();
    const waitMs = await this.#read(stop.signal).catch(() => this.#lostRetryMs);
    if (stop !== this.#stop) return;
    this.#setLive(false);
    if (waitMs === undefined) {
      this.#waitsForToken = true;
      await this.#publisher.tokenEntered;
      this.#waitsForToken = false;
      this.#connect();
    } else {
      setTimeout(() => {
        if (stop === this.#stop) this.#connect();
      }, waitMs);
    }
  }

  /**
   * Reads events until the connection ends. Returns the time until the next connection; `undefined` if it needs another token.
   * @param {AbortSignal} signal
   */
  async #read(signal) {
    const response = await this.#publisher.fetch(this.#path, { signal, cache: "no-store" });
    if (needsToken(response)) return undefined;
    const isStream = response.headers.get("content-type")?.startsWith("text/event-stream");
    if (!response.ok || !isStream || response.body === null) return retryMs;
    const parser = createParser({
      onEvent: (event) => this.#onEvent(event),
      onRetry: (ms) => {
        this.#lostRetryMs = ms;
      },
    });
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done || signal.aborted) return this.#lostRetryMs;
      parser.feed(value);
    }
  }

  /** @param {{ readonly event?: string | undefined, readonly data: string }} event */
  #onEvent({ event, data }) {
    this.#eventAtMs = performance.now();
    try {
      if (event === "hello") this.#listener.hello(JSON.parse(data));
      else if (event === "second") this.#listener.second(JSON.parse(data));
      else if (event === "state") this.#onState(JSON.parse(data));
    } catch (error) {
      // An error of the page is none of the connection.
      reportError(error);
    }
  }

  /** @param {StateEvent} state */
  #onState(state) {
    this.#stateAtMs = performance.now();
    this.#serverStateMs = state.at;
    this.lastStateMs = Date.now();
    this.#setLive(true);
    this.#listener.state(state);
  }

  #check() {
    const nowMs = performance.now();
    if (this.isLive && nowMs - this.#stateAtMs > liveTimeoutMs) this.#setLive(false);
    // A half-open connection, after sleep or a lost network, never reports an error.
    if (!this.#waitsForToken && nowMs - this.#eventAtMs > reconnectTimeoutMs) this.#connect();
  }

  /** @param {boolean} isLive */
  #setLive(isLive) {
    if (isLive === this.isLive) return;
    this.isLive = isLive;
    this.#listener.liveChanged();
  }
}
