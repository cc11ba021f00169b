/** @import { Status } from "../../../../shared/reading/reading.ts" */

/** Time in which the publisher's `state` event confirms a switch after its response. */
const confirmTimeoutMs = 2000;

/** Status that the switch of a device shows: the requested one at once, otherwise the publisher's. */
export class SwitchState {
  /** @type {Status} */
  #reported;
  /** @type {Status | null} */
  #requested = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** Number of requests without a response. */
  #open = 0;
  /** @type {Promise<unknown>} */
  #last = Promise.resolve();

  /** @param {Status} reported */
  constructor(reported) {
    this.#reported = reported;
  }

  get shown() {
    return this.#requested ?? this.#reported;
  }

  /** Whether a status was requested that the publisher neither refused nor reported yet. */
  get isRequested() {
    return this.#requested !== null;
  }

  /** @param {Status} status */
  report(status) {
    this.#reported = status;
    if (status === this.#requested && this.#open === 0) this.reset();
  }

  /** @param {Status} status */
  request(status) {
    clearTimeout(this.#timer);
    this.#open += 1;
    this.#requested = status;
  }

  /**
   * Ends a request. After a refusal the switch returns to the reported status; after a success it waits for the report.
   * @param {boolean} isDone
   */
  respond(isDone) {
    this.#open -= 1;
    if (this.#open > 0) return;
    if (!isDone || this.#reported === this.#requested) this.#requested = null;
    else this.#timer = setTimeout(() => this.reset(), confirmTimeoutMs);
  }

  /** Forgets all requests. */
  reset() {
    clearTimeout(this.#timer);
    this.#requested = null;
  }

  /**
   * Runs a request after all earlier ones: two quick clicks are two toggles.
   * @template T
   * @param {() => Promise<T>} send
   * @returns {Promise<T>}
   */
  inSequence(send) {
    const result = this.#last.then(send);
    this.#last = result;
    return result;
  }
}
