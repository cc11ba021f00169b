import { type Logger } from "pino";
import { ClientRefusedError } from "../tls/tls-termination.ts";
import { type Address } from "./link-route.ts";

/** Counts and logs the connections of a link that did not come about. */
export class Refusals {
  readonly #target: Address;
  readonly #logger: Logger;
  #count = 0;
  #isTargetUnreachable = false;

  constructor(target: Address, logger: Logger) {
    this.#target = target;
    this.#logger = logger;
  }

  get count(): number {
    return this.#count;
  }

  /** Takes note of a connection to the target. */
  targetReached(): void {
    this.#isTargetUnreachable = false;
  }

  /** Takes note of a client that may not pass, or of a target that cannot be reached. */
  note(error: NodeJS.ErrnoException): void {
    this.#count += 1;
    if (error instanceof ClientRefusedError) {
      this.#logger.warn({ reason: error.message }, "a client was refused");
      return;
    }
    // Logged once per change, not per attempt.
    if (this.#isTargetUnreachable) return;
    this.#isTargetUnreachable = true;
    this.#logger.warn(
      { target: this.#target, reason: error.code ?? error.message },
      "no connection to the target",
    );
  }
}
