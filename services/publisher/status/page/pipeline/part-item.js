import { findFields, instantiate, setAttribute, setText } from "/shared/dom.js";
import { StateLabel } from "./state-label.js";

/** @import { PartView } from "../../overview.ts" */
/** @import { Part } from "./parts.js" */

/** A part in the diagram. */
export class PartItem {
  root;
  #fields;
  #state;

  /**
   * @param {HTMLTemplateElement} template
   * @param {Part} part
   */
  constructor(template, { id, name, role }) {
    this.root = instantiate(template, "li", HTMLLIElement);
    this.root.dataset["part"] = id;
    this.#fields = findFields(this.root, ["name", "role", "says"]);
    this.#state = new StateLabel(this.root, {
      up: "up",
      down: "down",
      "not flowing": "says up, nothing flows",
      unknown: "unknown",
    });
    setText(this.#fields.name, name);
    setText(this.#fields.role, role);
  }

  /** @param {PartView} view */
  draw({ state, says }) {
    this.#state.draw(state);
    setText(this.#fields.says, says);
    // CSS clips long texts.
    setAttribute(this.#fields.says, "title", says);
  }
}
