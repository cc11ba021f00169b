import { type Logger } from "pino";
import { type Fact } from "../../shared/journal/fact.ts";
import { type Journal, monotonicMicros } from "../../shared/journal/journal.ts";
import { type TraceCarrier } from "../../shared/reading/trace.ts";
import { type Direction } from "../link/connection.ts";
import { PublishTap } from "./publish-tap.ts";

/** Counts of a link's tap. */
export interface TapCounts {
  /** Number of facts `delivered`. */
  readonly delivered: number;
  /** Number of facts `bridge-acknowledged`. */
  readonly acknowledged: number;
  /** Messages delivered without a reading that can be named; they are in no fact. */
  readonly untraced: number;
  /** Connections that could not be decoded to their end; each is a `gap` in the journal. */
  readonly undecodable: number;
  /** Facts that could not be written to the journal. */
  readonly unwritten: number;
}

/** Tap on one connection. */
export interface ConnectionTap {
  /** Must be called after bytes were written to their socket, in the same turn of the event loop. */
  readonly passed: (direction: Direction, bytes: Buffer, at: number) => void;
  readonly ended: () => void;
}

/**
 * Decodes the connections of a link and journals deliveries and acknowledgements, with one write for all bytes passed at
 * once. It gets bytes after they were written to their socket, in the same turn of the event loop: so a reading is in the
 * journal before its acknowledgement can arrive, and the tap can neither change nor stop the bytes.
 *
 * If a connection cannot be decoded, a `gap` begins, which ends with the connection. If the journal cannot be written, a
 * `gap` lasts until it can.
 */
export class LinkTap {
  readonly #traceCarrier: TraceCarrier;
  readonly #journal: Journal;
  readonly #logger: Logger;
  #delivered = 0;
  #acknowledged = 0;
  #untraced = 0;
  #undecodable = 0;
  #unwritten = 0;
  #unwrittenSince: number | undefined;

  constructor(traceCarrier: TraceCarrier, journal: Journal, logger: Logger) {
    this.#traceCarrier = traceCarrier;
    this.#journal = journal;
    this.#logger = logger;
  }

  get counts(): TapCounts {
    return {
      delivered: this.#delivered,
      acknowledged: this.#acknowledged,
      untraced: this.#untraced,
      undecodable: this.#undecodable,
      unwritten: this.#unwritten,
    };
  }

  /** Returns a tap for a new connection. */
  connection(): ConnectionTap {
    const tap = new PublishTap(this.#traceCarrier);
    let gapSince: number | undefined;
    return {
      passed: (direction, bytes, at) => {
        if (gapSince !== undefined) return;
        const { facts, untraced, undecodable } = tap.read(direction, bytes, at);
        this.#untraced += untraced;
        for (const { fact } of facts) {
          if (fact === "delivered") this.#delivered += 1;
          else this.#acknowledged += 1;
        }
        if (undecodable === undefined) {
          this.#append(facts);
          return;
        }
        gapSince = at;
        this.#undecodable += 1;
        this.#logger.warn(
          { direction, reason: undecodable },
          "cannot read this connection: a gap until it ends",
        );
        this.#append([...facts, { fact: "gap", from: gapSince }]);
      },
      ended: () => {
        if (gapSince !== undefined) this.#append([{ fact: "gap", from: gapSince, to: monotonicMicros() }]);
      },
    };
  }

  /** Appends facts. The time in which that failed is a gap, journaled with the first facts after it. */
  #append(facts: readonly Fact[]): void {
    const [first] = facts;
    if (first === undefined) return;
    const missed: readonly Fact[] =
      this.#unwrittenSince === undefined
        ? []
        : [{ fact: "gap", from: this.#unwrittenSince, to: monotonicMicros() }];
    try {
      this.#journal.append([...missed, ...facts]);
      this.#unwrittenSince = undefined;
    } catch (error) {
      if (this.#unwritten === 0) this.#logger.error(error, "cannot write the journal");
      this.#unwrittenSince ??= first.fact === "gap" ? first.from : first.at;
      this.#unwritten += facts.length;
    }
  }
}
