import { unwatchFile, watchFile } from "node:fs";
import { type Logger } from "pino";

/** Interval at which files are looked at. Events of the file system do not tell of a file that a mount replaces. */
const lookIntervalMs = 1_000;

/**
 * A value that is read from files, and again whenever one of them has changed. A change that cannot be used, such as a certificate
 * without its key, leaves the value as it was.
 */
export class FollowedFiles<Value> implements Disposable {
  readonly #files: readonly string[];
  readonly #read: () => Value;
  readonly #logger: Logger;
  #value: Value;
  #onChange: (value: Value) => void = () => undefined;

  /** @throws what `read` throws */
  constructor(files: readonly string[], read: () => Value, logger: Logger) {
    this.#files = files;
    this.#read = read;
    this.#logger = logger;
    this.#value = read();
    for (const file of files) watchFile(file, { interval: lookIntervalMs, persistent: false }, this.#reread);
  }

  get value(): Value {
    return this.#value;
  }

  /** Sets the receiver of each new value. */
  onChange(receive: (value: Value) => void): void {
    this.#onChange = receive;
  }

  [Symbol.dispose](): void {
    for (const file of this.#files) unwatchFile(file, this.#reread);
  }

  readonly #reread = (): void => {
    const files = this.#files.join(", ");
    try {
      this.#value = this.#read();
      this.#onChange(this.#value);
      this.#logger.info({ files }, "files have changed and are in use");
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#logger.warn({ files, reason }, "files have changed and cannot be used: the former ones stay");
    }
  };
}
