/** @import { HelloEvent, Second, StateEvent } from "../../page-events.ts" */

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
const refusedRetryMs = 2000;

/** The publisher's server-sent events, and whether they are live: connected, with a recent `state` event. */
export class EventFeed {
  isLive = false;
  /**
   * Arrival of the latest `state` event, on this browser's clock; `null` before the first.
   * @type {number | null}
   */
  lastStateMs = null;
  #url;
  #listener;
  /** @type {EventSource | undefined} */
  #source;
  /** Arrivals of the latest event and the latest `state`, by `performance.now()`. */
  #eventAtMs = 0;
  #stateAtMs = 0;
  #serverStateMs = 0;

  /**
   * @param {string} url
   * @param {EventFeedListener} listener
   */
  constructor(url, listener) {
    this.#url = url;
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

  #connect() {
    this.#source?.close();
    this.#eventAtMs = performance.now();
    const source = new EventSource(this.#url);
    this.#source = source;
    source.addEventListener("hello", ({ data }) => {
      this.#eventAtMs = performance.now();
      this.#listener.hello(JSON.parse(data));
    });
    source.addEventListener("second", ({ data }) => {
      this.#eventAtMs = performance.now();
      this.#listener.second(JSON.parse(data));
    });
    source.addEventListener("state", ({ data }) => this.#onState(JSON.parse(data)));
    source.addEventListener("error", () => {
      if (source !== this.#source) return;
      this.#setLive(false);
      // Browsers reconnect after a broken connection, but not after a response that is no event stream (404, a proxy's 502).
      if (source.readyState === EventSource.CLOSED) setTimeout(() => this.#reconnect(source), refusedRetryMs);
    });
  }

  /** @param {EventSource} source */
  #reconnect(source) {
    if (source === this.#source) this.#connect();
  }

  /** @param {StateEvent} state */
  #onState(state) {
    this.#stateAtMs = performance.now();
    this.#eventAtMs = this.#stateAtMs;
    this.#serverStateMs = state.at;
    this.lastStateMs = Date.now();
    this.#setLive(true);
    this.#listener.state(state);
  }

  #check() {
    const nowMs = performance.now();
    if (this.isLive && nowMs - this.#stateAtMs > liveTimeoutMs) this.#setLive(false);
    // A half-open connection, after sleep or a lost network, never reports an error.
    if (nowMs - this.#eventAtMs > reconnectTimeoutMs) this.#connect();
  }

  /** @param {boolean} isLive */
  #setLive(isLive) {
    if (isLive === this.isLive) return;
    this.isLive = isLive;
    this.#listener.liveChanged();
  }
}
