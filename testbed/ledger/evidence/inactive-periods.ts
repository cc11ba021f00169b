import { type Status } from "../../../services/shared/reading/reading.ts";

/** The seqs from `first` up to but without `end` were made while the device was Inactive. */
export interface InactivePeriod {
  /** The seq of the final reading; `undefined` while nothing was made after the toggle. */
  readonly first: number | undefined;
  /** The seq of the first reading made after the toggle back; `undefined` while there is none. */
  readonly end: number | undefined;
}

/**
 * The inactive periods of one device in one run, from the publisher's own facts.
 *
 *     toggled Inactive │ made 4 │ toggled Active │ made 5        the period [4, 5)
 *
 * A device begins Active, and a toggle to the status that it has changes nothing. The seqs come from the readings that
 * were made next, whatever those say: that they say the right thing is what is judged.
 */
export class InactivePeriods {
  readonly #periods: Period[] = [];
  /** The periods that still miss a seq. */
  #open: Period[] = [];
  #status: Status = "Active";

  /** In the order of their toggles. */
  get all(): readonly InactivePeriod[] {
    return this.#periods;
  }

  toggled(status: Status): void {
    if (status === this.#status) return;
    this.#status = status;
    if (status === "Inactive") {
      const period = { first: undefined, end: undefined, isOver: false };
      this.#periods.push(period);
      this.#open.push(period);
    } else for (const period of this.#open) period.isOver = true;
  }

  made(seq: number): void {
    if (this.#open.length === 0) return;
    for (const period of this.#open) {
      period.first ??= seq;
      if (period.isOver) period.end = seq;
    }
    this.#open = this.#open.filter(({ isOver }) => !isOver);
  }
}

interface Period {
  first: number | undefined;
  end: number | undefined;
  /** The device was toggled back. */
  isOver: boolean;
}
