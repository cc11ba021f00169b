import { stat } from "node:fs/promises";
import { type Fact, parseJournalLine } from "../../services/shared/journal/journal.ts";
import { type LedgerFact } from "../ledger/fact.ts";
import { followLog } from "../pipeline/logs/follow-log.ts";
import { waitFor } from "../wait-for.ts";
import { type Sink } from "./sink.ts";

/** A process that keeps a journal: publisher, consumer, or the proxy with its tap on the link to the bridge. */
export type JournalKeeper = "publisher" | "consumer" | "link";

/** Reads a journal as it is written, from its beginning. Disposing it reads what stands there then, to the end. */
export class JournalTap implements AsyncDisposable {
  readonly #stop = new AbortController();
  readonly #following: Promise<void>;
  readonly #sink: Sink;
  /** Where gaps of the link tap began that have not ended. */
  readonly #openGaps = new Set<number>();
  readonly #keeper: JournalKeeper;
  readonly #file: string;
  #position = 0;

  /** The file must exist. */
  constructor(file: string, keeper: JournalKeeper, sink: Sink) {
    this.#keeper = keeper;
    this.#sink = sink;
    this.#file = file;
    this.#following = followLog(
      file,
      this.#stop.signal,
      (line) => {
        for (const fact of parseJournalLine(line)) this.#take(fact);
      },
      (position) => {
        this.#position = position;
      },
    );
  }

  /**
   * Waits until all has been read that stands in the journal now.
   * @throws {TimeoutError} when that takes longer
   */
  async catchUp(timeoutMs: number): Promise<void> {
    const { size } = await stat(this.#file);
    const wait = { description: `the ${this.#keeper}'s journal to be read`, timeoutMs };
    await waitFor(wait, () => this.#position >= size || undefined);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#following;
    for (const from of this.#openGaps) {
      this.#sink({ tap: this.#keeper, fact: "gap", from, to: Number.POSITIVE_INFINITY });
    }
  }

  #take(fact: Fact): void {
    if (fact.fact !== "gap") {
      this.#sink({ ...fact, tap: this.#keeper } as LedgerFact);
    } else if (fact.to === undefined) {
      this.#openGaps.add(fact.from);
    } else {
      this.#openGaps.delete(fact.from);
      this.#sink({ tap: this.#keeper, fact: "gap", from: fact.from, to: fact.to });
    }
  }
}
