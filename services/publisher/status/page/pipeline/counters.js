import { findFields, setAttribute, setText } from "/shared/dom.js";
import { oncePerFrame } from "/shared/once-per-frame.js";
import { formatCount, formatTime, unknownText } from "../text/format.js";

/** @import { PipelineState } from "../../page-events.ts" */

const counts = /** @type {const} */ (["acknowledgedWithoutSubscriber", "readAgain", "unreadable"]);

/** Counters of the pipeline as a whole, and the times since which they count. */
export class Counters {
  #fields;
  #run = "";
  #sinceMs = 0;
  /** @type {PipelineState | undefined} */
  #state;
  #draw = oncePerFrame(() => this.#drawAll());

  /** @param {HTMLElement} list */
  constructor(list) {
    this.#fields = findFields(list, ["run", "since", "consumerSince", ...counts]);
  }

  /**
   * @param {string} run
   * @param {string} since start of the publisher, ISO 8601
   */
  setRun(run, since) {
    this.#run = run;
    this.#sinceMs = Date.parse(since);
  }

  /** @param {PipelineState} state */
  show(state) {
    this.#state = state;
    this.#draw();
  }

  #drawAll() {
    if (this.#state === undefined) return;
    const { consumerSince } = this.#state;
    setText(this.#fields.run, this.#run.slice(0, 8));
    setAttribute(this.#fields.run, "title", this.#run);
    setText(this.#fields.since, formatTime(this.#sinceMs));
    setText(
      this.#fields.consumerSince,
      consumerSince === null ? unknownText : this.#consumerSinceText(consumerSince),
    );
    for (const name of counts) {
      const count = this.#state[name];
      setText(this.#fields[name], formatCount(count));
      setAttribute(this.#fields[name], "data-attention", count !== null && count > 0 ? "true" : null);
    }
  }

  /**
   * Marks a consumer that started after the publisher: it missed earlier readings, which is no loss.
   * @param {string} consumerSince
   */
  #consumerSinceText(consumerSince) {
    const consumerSinceMs = Date.parse(consumerSince);
    const later = consumerSinceMs > this.#sinceMs ? ", later than the publisher" : "";
    return `${formatTime(consumerSinceMs)}${later}`;
  }
}
