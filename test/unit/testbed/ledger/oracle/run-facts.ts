import { type ReadingId } from "../../../../../services/shared/reading/reading-id.ts";
import { type Gap } from "../../../../../testbed/ledger/evidence/tap-coverage.ts";
import {
  isDeviceFact,
  isReadingFact,
  type LedgerFact,
  type LedgerReadingFact,
  type ToggleFact,
} from "../../../../../testbed/ledger/fact.ts";
import { type Tap } from "../../../../../testbed/ledger/tap.ts";

/** Facts about one device in one run, with queries that search all of them. */
export class RunFacts {
  readonly device: string;
  readonly run: string;
  /** Facts about all devices and runs. */
  readonly all: readonly LedgerFact[];
  /** Facts about this device and run. */
  readonly own: readonly (LedgerReadingFact | ToggleFact)[];

  constructor(device: string, run: string, all: readonly LedgerFact[]) {
    this.device = device;
    this.run = run;
    this.all = all;
    this.own = all.filter(isDeviceFact).filter((fact) => fact.device === device && fact.run === run);
  }

  /** Returns the seqs of the readings with a fact of this kind, one for each fact, in order. */
  seqsOf(kind: LedgerFact["fact"]): number[] {
    return this.own.filter(isReadingFact).flatMap(({ fact, seq }) => (fact === kind ? [seq] : []));
  }

  /** Returns the different seqs of the readings with a fact of this kind, ascending. */
  distinct(kind: LedgerFact["fact"]): number[] {
    return distinct(this.seqsOf(kind));
  }

  /** Returns the times of the facts of this kind about a reading, in order. */
  timesOf(kind: LedgerFact["fact"], seq: number): number[] {
    return this.own
      .filter(isReadingFact)
      .flatMap((fact) => (fact.fact === kind && fact.seq === seq ? [fact.at] : []));
  }

  /** Returns the name of a reading. */
  readonly named = (seq: number): ReadingId => ({ device: this.device, run: this.run, seq });
}

/** Returns the different numbers, ascending. */
export function distinct(numbers: readonly number[]): number[] {
  return [...new Set(numbers)].sort((a, b) => a - b);
}

/** Returns the gaps of a tap, in order. */
export function gapsOf(tap: Tap, facts: readonly LedgerFact[]): Gap[] {
  return facts.flatMap((fact) =>
    fact.fact === "gap" && fact.tap === tap ? [{ from: fact.from, to: fact.to }] : [],
  );
}
