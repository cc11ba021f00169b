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

/**
 * Reader of a journal that is still being written, from its beginning. Disposing it first reads the rest. A line without a
 * fact is a gap: a SIGKILL leaves half a line only before a whole one or at the end.
 */
export class JournalTap implements AsyncDisposable {
  readonly #stop = new AbortController();
  readonly #following: Promise<void>;
  readonly #onFact: FactListener;
  /** Starts of gaps that have not ended. */
  readonly #openGaps = new Set<number>();
  /** Time of the latest fact. */
  #lastAt = Number.NEGATIVE_INFINITY;
  /** Number of unreadable lines since then. */
  #unreadable = 0;
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
      (line, hasEnd) => {
        const facts = parseJournalLine(line);
        // Half a fact at the end is what a SIGKILL leaves.
        if (facts.length === 0 && hasEnd) this.#unreadable += 1;
        for (const fact of facts) this.#take(fact);
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
    this.#endHole(Number.POSITIVE_INFINITY);
    for (const from of this.#openGaps) this.#gap(from, Number.POSITIVE_INFINITY);
    this.#openGaps.clear();
  }

  #take(fact: Fact): void {
    if (fact.fact !== "gap") {
      this.#endHole(fact.at);
      this.#onFact(fromJournal(fact));
    } else if (fact.to === undefined) {
      this.#openGaps.add(fact.from);
    } else {
      this.#openGaps.delete(fact.from);
      this.#gap(fact.from, fact.to);
    }
  }

  /** Announces unreadable lines as a gap from the fact before them to `at`, the time of the fact after them. */
  #endHole(at: number): void {
    if (this.#unreadable > 0) this.#gap(this.#lastAt, Math.max(this.#lastAt, at));
    this.#unreadable = 0;
    this.#lastAt = at;
  }

  #gap(from: number, to: number): void {
    this.#onFact({ tap: this.#keeper, fact: "gap", from, to });
  }
}
