import { stat } from "node:fs/promises";
import { type Fact } from "../../services/shared/journal/fact.ts";
import { parseJournalLine } from "../../services/shared/journal/parse-journal.ts";
import { type Tap } from "../ledger/tap.ts";
import { followLog } from "../pipeline/logs/follow-log.ts";
import { waitFor } from "../wait-for.ts";
import { type FactListener } from "./fact-listener.ts";
import { fromJournal } from "./from-journal.ts";

/** A tap whose facts a process writes to a journal: publisher, consumer, or the proxy on the link to the bridge. */
export type JournalKeeper = Extract<Tap, "publisher" | "mqtt-bridge" | "consumer">;

/** Reader of a journal that is still being written, from its beginning. Disposing it first reads the rest. */
export class JournalTap implements AsyncDisposable {
  readonly #stop = new AbortController();
  readonly #following: Promise<void>;
  readonly #onFact: FactListener;
  /** Starts of gaps that have not ended. */
  readonly #openGaps = new Set<number>();
  readonly #keeper: JournalKeeper;
  readonly #file: string;
  #position = 0;

  /** The file must exist. */
  constructor(file: string, keeper: JournalKeeper, onFact: FactListener) {
    this.#keeper = keeper;
    this.#onFact = onFact;
    this.#file = file;
    this.#following = followLog(
      file,
      this.#stop.signal,
      (line) => {
        const fact = parseJournalLine(line);
        if (fact !== undefined) this.#take(fact);
      },
      (position) => {
        this.#position = position;
      },
    );
  }

  /**
   * Waits until everything has been read that is in the journal now.
   * @throws {TimeoutError} after `timeoutMs`
   */
  async catchUp(timeoutMs: number): Promise<void> {
    const { size } = await stat(this.#file);
    const wait = { description: `the journal of ${this.#keeper} to be read`, timeoutMs };
    await waitFor(wait, () => this.#position >= size || undefined);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#following;
    for (const from of this.#openGaps) this.#gap(from, Number.POSITIVE_INFINITY);
  }

  #take(fact: Fact): void {
    if (fact.fact !== "gap") {
      this.#onFact(fromJournal(fact));
    } else if (fact.to === undefined) {
      this.#openGaps.add(fact.from);
    } else {
      this.#openGaps.delete(fact.from);
      this.#gap(fact.from, fact.to);
    }
  }

  #gap(from: number, to: number): void {
    this.#onFact({ tap: this.#keeper, fact: "gap", from, to });
  }
}
