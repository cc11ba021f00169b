import { findFields, instantiate, setAttribute, setText } from "/shared/dom.js";
import { formatDuration, formatRate } from "../text/format.js";
import { StateLabel } from "./state-label.js";

/** @import { LinkView } from "../../overview.ts" */
/** @import { Link } from "./parts.js" */

/** A link in the diagram. */
export class LinkItem {
  root;
  #fields;
  #state;

  /**
   * @param {HTMLTemplateElement} template
   * @param {Link} link
   */
  constructor(template, { id, from, to }) {
    this.root = instantiate(template, "li", HTMLLIElement);
    this.root.dataset["link"] = id;
    this.#fields = findFields(this.root, ["between", "rate", "p50", "p99", "measures"]);
    this.#state = new StateLabel(this.root, {
      up: "flows",
      down: "down",
      "not flowing": "nothing flows",
      unknown: "unknown",
    });
    setText(this.#fields.between, `${from.name} to ${to.name}:`);
  }

  /** @param {LinkView} view */
  draw({ state, ratePerSecond, p50Ms, p99Ms, measures }) {
    this.#state.draw(state);
    const rate = formatRate(ratePerSecond);
    setText(this.#fields.rate, rate);
    setAttribute(this.#fields.rate, "data-unknown", ratePerSecond === null ? "true" : null);
    const latencies =
      p50Ms === null
        ? [ratePerSecond === 0 ? "no readings" : "latency unknown"]
        : [`p50 ${formatDuration(p50Ms)}`, `p99 ${formatDuration(p99Ms)}`];
    const [p50 = "", p99 = ""] = latencies;
    setText(this.#fields.p50, p50);
    setText(this.#fields.p99, p99);
    setText(this.#fields.measures, measures);
    const measured = measures === "" ? "" : ` (${measures})`;
    setAttribute(this.root, "title", `In the last minute: ${rate}, ${latencies.join(", ")}${measured}`);
  }
}
