import { clock } from "./figures.js";
import { writeAttribute, writeText } from "./write.js";

/** Says whether what is shown is what is. */
export class LiveLine {
  #line;
  #text;
  #symbol;

  constructor(line) {
    this.#line = line;
    this.#text = line.querySelector("[data-field=live-text]");
    this.#symbol = line.querySelector("use");
  }

  show({ isLive, lastStateMs }) {
    writeAttribute(this.#line, "data-live", isLive);
    const symbol = isLive ? "up" : lastStateMs === null ? "unknown" : "down";
    writeAttribute(this.#symbol, "href", `#symbol-${symbol}`);
    writeAttribute(this.#line, "data-ever", lastStateMs !== null);
    writeText(this.#text, wordsFor(isLive, lastStateMs));
  }
}

function wordsFor(isLive, lastStateMs) {
  if (isLive) return "live";
  if (lastStateMs === null) return "not live: connecting …";
  return `not live since ${clock(lastStateMs)}: what is shown is old`;
}
