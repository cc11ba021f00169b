import { clock } from "./figures.js";
import { writeText } from "./write.js";

/** What was asked for and failed. Stays until the next thing is asked for. */
export class ProblemLine {
  #line;

  constructor(line) {
    this.#line = line;
  }

  /** With the time: the same failure again is news again. */
  say(problem) {
    writeText(this.#line, `${clock(Date.now())} ${problem}`);
  }

  clear() {
    this.#line.replaceChildren();
  }
}
