import { setText } from "/shared/dom.js";
import { formatTime } from "./format.js";

/** The failure of the last request, shown until the next request. */
export class ErrorMessage {
  #element;

  /** @param {HTMLElement} element */
  constructor(element) {
    this.#element = element;
  }

  /**
   * Shows a failure with the time: a screen reader announces a repeated failure only if its text differs.
   * @param {string} message
   */
  show(message) {
    setText(this.#element, `${formatTime(Date.now())} ${message}`);
  }

  clear() {
    this.#element.replaceChildren();
  }
}
