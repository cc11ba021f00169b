import { clock, count, unknown } from "./figures.js";
import { oncePerFrame } from "./frame.js";
import { writeAttribute, writeText } from "./write.js";

/** What is counted for the pipeline as a whole, and since when. */
export class Tally {
  #field;
  #run = "";
  #sinceMs = 0;
  #state;
  #draw = oncePerFrame(() => this.#drawAll());

  constructor(list) {
    this.#field = (name) => list.querySelector(`[data-field="${name}"]`);
  }

  setRun(run, since) {
    this.#run = run;
    this.#sinceMs = Date.parse(since);
  }

  show(state) {
    this.#state = state;
    this.#draw();
  }

  #drawAll() {
    const { consumerSince } = this.#state;
    writeText(this.#field("run"), this.#run.slice(0, 8));
    writeAttribute(this.#field("run"), "title", this.#run);
    writeText(this.#field("since"), clock(this.#sinceMs));
    writeText(this.#field("consumerSince"), consumerSince === null ? unknown : this.#since(consumerSince));
    for (const name of ["acknowledgedWithoutSubscriber", "readAgain", "unreadable"]) {
      writeText(this.#field(name), count(this.#state[name]));
      writeAttribute(this.#field(name), "data-attention", this.#state[name] > 0 ? "true" : null);
    }
  }

  /** A consumer that began later has missed the readings before: fewer arrived than sent is then no loss. */
  #since(consumerSince) {
    const consumerSinceMs = Date.parse(consumerSince);
    const later = consumerSinceMs > this.#sinceMs ? ", later than the publisher" : "";
    return `${clock(consumerSinceMs)}${later}`;
  }
}
