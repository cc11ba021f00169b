import { type Logger } from "pino";
import { type Fact } from "../../shared/journal/fact.ts";
import { type Journal, monotonicMicros } from "../../shared/journal/journal.ts";
import { type TraceCarrier } from "../../shared/reading/trace.ts";
import { type Direction } from "../link/connection.ts";
import { PublishTap } from "./publish-tap.ts";

/** What the tap of a link has seen. */
export interface TapCounts {
  /** Facts `delivered`. */
  readonly delivered: number;
  /** Facts `bridge-acknowledged`. */
  readonly acknowledged: number;
  /** Messages delivered that carry no reading that could be named: they are in no fact. */
  readonly untraced: number;
  /** Connections that could not be read to their end: each is a `gap` in the journal. */
  readonly undecodable: number;
  /** Facts that could not be written into the journal. */
  readonly unwritten: number;
}

/** Reads along on one connection. */
export interface ConnectionTap {
  /** To be told of bytes after they were handed to the socket they go to, in the same turn. */
  readonly passed: (direction: Direction, bytes: Buffer, at: number) => void;
  readonly ended: () => void;
}

/**
 * Reads along on the connections of a link and journals what was delivered and acknowledged: one write for what was
 * passed on at once. Sees bytes after they were handed on, in the same turn of the event loop, so a reading is in the
 * journal before its acknowledgement can come back, and the tap can neither change nor break what is carried.
 *
 * Where a connection can no longer be read a `gap` begins, which lasts until the connection ends.
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

  /** A tap for a new connection. */
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

  #append(facts: readonly Fact[]): void {
    if (facts.length === 0) return;
    try {
      this.#journal.append(facts);
    } catch (error) {
      if (this.#unwritten === 0) this.#logger.error(error, "cannot write the journal");
      this.#unwritten += facts.length;
    }
  }
}
