/** Time after which a pull is worth a report, and between two reports. */
const reportIntervalMs = 2_000;

/** Progress of a `docker pull`, from the lines that it prints without a terminal. Disposing it ends the reports. */
export class PullProgress implements Disposable {
  readonly #image: string;
  /** Whether each layer is complete, by its id. */
  readonly #layers = new Map<string, boolean>();
  readonly #timer: NodeJS.Timeout;
  #reported = "";

  /** `onProgress` receives the progress every two seconds, if it has changed. */
  constructor(image: string, onProgress: (progress: string) => void = () => undefined) {
    this.#image = image;
    this.#timer = setInterval(() => {
      if (this.#reported === this.text) return;
      this.#reported = this.text;
      onProgress(this.text);
    }, reportIntervalMs);
  }

  /** Takes a line such as `4abcf2066143: Pull complete`. */
  note(line: string): void {
    const [, layer = "", state = ""] = /^([0-9a-f]{12}): (.+)$/.exec(line) ?? [];
    if (layer !== "") this.#layers.set(layer, ["Pull complete", "Already exists"].includes(state));
  }

  /** The progress in words. */
  get text(): string {
    const complete = [...this.#layers.values()].filter(Boolean).length;
    const layers = this.#layers.size === 0 ? "" : `: ${complete} of ${this.#layers.size} layers`;
    return `pulling ${this.#image}${layers}`;
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}
