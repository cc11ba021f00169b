import { find, setAttribute, setText } from "/shared/dom.js";

/** @import { FlowState } from "../../overview.ts" */

/** State of a part or a link: its colour, symbol and text. */
export class StateLabel {
  #root;
  #text;
  #symbol;
  #texts;

  /**
   * @param {HTMLElement} root
   * @param {Readonly<Record<FlowState, string>>} texts
   */
  constructor(root, texts) {
    this.#root = root;
    this.#text = find(root, "[data-field=state]", HTMLElement);
    this.#symbol = find(root, "use", SVGUseElement);
    this.#texts = texts;
  }

  /** @param {FlowState} state */
  draw(state) {
    setAttribute(this.#root, "data-state", state);
    setText(this.#text, this.#texts[state]);
    setAttribute(this.#symbol, "href", `#symbol-${state.replace(" ", "-")}`);
  }
}
