const silentAfterMs = 3000;
const reopenAfterMs = 10_000;
const checkMs = 500;
const closedRetryMs = 2000;

/** The stream of events, and whether it is live: connected, with a `state` in the last three seconds. */
export class Live {
  isLive = false;
  /** When the last `state` came, on this browser's clock. */
  lastStateMs = null;
  #url;
  #listener;
  #source;
  #heardAtMs = 0;
  #stateAtMs = 0;
  #serverStateMs = 0;

  constructor(url, listener) {
    this.#url = url;
    this.#listener = listener;
  }

  /** The publisher's clock, which may differ from the browser's. Stands still while not live: no news, no time. */
  get serverNowMs() {
    return this.isLive ? this.#serverStateMs + (performance.now() - this.#stateAtMs) : this.#serverStateMs;
  }

  open() {
    this.#connect();
    setInterval(() => this.#check(), checkMs);
  }

  #connect() {
    this.#source?.close();
    this.#heardAtMs = performance.now();
    const source = new EventSource(this.#url);
    this.#source = source;
    source.addEventListener("hello", ({ data }) => {
      this.#heardAtMs = performance.now();
      this.#listener.hello(JSON.parse(data));
    });
    source.addEventListener("second", ({ data }) => {
      this.#heardAtMs = performance.now();
      this.#listener.second(JSON.parse(data));
    });
    source.addEventListener("state", ({ data }) => this.#state(JSON.parse(data)));
    source.addEventListener("error", () => {
      if (source !== this.#source) return;
      this.#setLive(false);
      // The browser reconnects after a broken connection, but gives up after an answer that is no stream (a 404, a proxy's 502).
      if (source.readyState === EventSource.CLOSED) setTimeout(() => this.#reconnect(source), closedRetryMs);
    });
  }

  #reconnect(source) {
    if (source === this.#source) this.#connect();
  }

  #state(state) {
    this.#stateAtMs = performance.now();
    this.#heardAtMs = this.#stateAtMs;
    this.#serverStateMs = state.at;
    this.lastStateMs = Date.now();
    this.#setLive(true);
    this.#listener.state(state);
  }

  #check() {
    const nowMs = performance.now();
    if (this.isLive && nowMs - this.#stateAtMs > silentAfterMs) this.#setLive(false);
    // A connection that a sleeping laptop or a vanished network left half open never reports an error.
    if (nowMs - this.#heardAtMs > reopenAfterMs) this.#connect();
  }

  #setLive(isLive) {
    if (isLive === this.isLive) return;
    this.isLive = isLive;
    this.#listener.changed();
  }
}
