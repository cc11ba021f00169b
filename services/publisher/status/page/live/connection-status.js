import { find, setAttribute, setText } from "/shared/dom.js";
import { formatTime } from "../text/format.js";

/** Indicator in the header: whether the page shows the present or old data. */
export class ConnectionStatus {
  #element;
  #text;
  #symbol;

  /** @param {HTMLElement} element */
  constructor(element) {
    this.#element = element;
    this.#text = find(element, "[data-field=live-text]", HTMLElement);
    this.#symbol = find(element, "use", SVGUseElement);
  }

  /** @param {{ readonly isLive: boolean, readonly lastStateMs: number | null }} feed */
  show({ isLive, lastStateMs }) {
    setAttribute(this.#element, "data-live", isLive);
    const symbol = isLive ? "up" : lastStateMs === null ? "unknown" : "down";
    setAttribute(this.#symbol, "href", `#symbol-${symbol}`);
    setAttribute(this.#element, "data-ever", lastStateMs !== null);
    setText(this.#text, statusText(isLive, lastStateMs));
  }
}

/**
 * @param {boolean} isLive
 * @param {number | null} lastStateMs
 */
function statusText(isLive, lastStateMs) {
  if (isLive) return "live";
  if (lastStateMs === null) return "not live: connecting …";
  return `not live since ${formatTime(lastStateMs)}: what is shown is old`;
}
