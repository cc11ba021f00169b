import { type Status } from "../../../services/shared/reading/reading.ts";

/** A period in which the device was Inactive: the seqs from `first` up to, but without, `end`. */
export interface InactivePeriod {
  /** The seq of the final reading; `undefined` until a reading is made after the toggle. */
  readonly first: number | undefined;
  /** The seq of the first reading made after the toggle back; `undefined` until there is one. */
  readonly end: number | undefined;
}

/**
 * The inactive periods of one device in one run, from the publisher's facts.
 *
 *     toggled Inactive │ made 4 │ toggled Active │ made 5        the period [4, 5)
 *
 * A device begins Active, and a toggle to its present status changes nothing. The seqs are those of the readings made next,
 * whatever their status: whether that is right is judged later.
 */
export class InactivePeriods {
  readonly #periods: Period[] = [];
  /** Periods with a seq that is not known yet. */
  #open: Period[] = [];
  #status: Status = "Active";

  /** All periods, in the order of their toggles. */
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
  /** Whether the device was toggled back. */
  isOver: boolean;
}
