import { printError } from "./terminal.ts";

/** Sentences for the user, held back until they do not disturb the list of steps on the terminal. */
export class Notices {
  readonly #held: string[] = [];
  #isShown = false;

  /** Prints a notice, or holds it back. */
  add(notice: string): void {
    if (this.#isShown) printError(notice);
    else this.#held.push(notice);
  }

  /** Prints those held back; later ones are printed at once. */
  show(): void {
    this.#isShown = true;
    if (this.#held.length > 0) printError(`\n${this.#held.splice(0).join("\n")}`);
  }
}
