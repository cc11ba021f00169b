import { find, setText } from "/shared/dom.js";

/** Form that asks for the publisher's bearer token. Hidden until it is needed. */
export class TokenForm {
  #form;
  #input;
  #reason;

  /**
   * @param {HTMLFormElement} form
   * @param {(token: string) => void} onToken
   */
  constructor(form, onToken) {
    this.#form = form;
    this.#input = find(form, "input", HTMLInputElement);
    this.#reason = find(form, "[data-field=token-reason]", HTMLElement);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const token = this.#input.value.trim();
      // Neither the page nor the browser's history of it keeps what was entered.
      form.reset();
      form.hidden = true;
      onToken(token);
    });
  }

  /**
   * Shows the form with the reason of the publisher. An entry that has begun stays.
   * @param {string} reason
   */
  ask(reason) {
    setText(this.#reason, reason);
    if (!this.#form.hidden) return;
    this.#form.hidden = false;
    this.#input.focus();
  }
}
