import { setAttribute, setText } from "/shared/dom.js";
import { metricsText } from "./metrics-text.js";
import { verdictOf } from "./verdict.js";

/** @import { DeviceView } from "../../page-events.ts" */
/** @import { Overview } from "../../overview.ts" */

/**
 * @typedef {object} PageState
 * @property {boolean} isLive
 * @property {boolean} wasLive whether a `state` event has ever arrived
 * @property {Overview} pipeline
 * @property {readonly DeviceView[]} devices
 * @property {number | null} latestP50Ms
 * @property {number} serverNowMs
 */

/**
 * Summary of the pipeline in words. Screen readers announce every change of the sentence, which therefore contains no
 * number; the metrics next to it change without announcement.
 */
export class Summary {
  #sentence;
  #metrics;
  #title = document.title;

  /**
   * @param {HTMLElement} sentence
   * @param {HTMLElement} metrics
   */
  constructor(sentence, metrics) {
    this.#sentence = sentence;
    this.#metrics = metrics;
  }

  /** @param {PageState} state */
  show(state) {
    const { kind, text } = verdictOf(state);
    setText(this.#sentence, text);
    setAttribute(this.#sentence, "data-verdict", kind);
    setText(this.#metrics, metricsText(state));
    // The title of a background tab must change, too; no animation frame is awaited, since a hidden page gets none.
    const title = `${kind === "good" ? "✓" : "✗"} ${this.#title}`;
    if (document.title !== title) document.title = title;
  }
}
