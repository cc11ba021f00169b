import { type Reading, type Status } from "../../shared/reading/reading.ts";
import { type Position, type Route } from "./route.ts";

/** A reading as a device makes it: with its sequence number. */
export interface MadeReading {
  readonly seq: number;
  readonly reading: Reading;
}

/**
 * A device on its route. Pure: it decides what is said, others decide when, and carry it.
 *
 *     Active ── next() ──▶ the reading at its position; moves on
 *     Active ── setStatus(Inactive) ──▶ one final reading where it stands; does not move
 *     Inactive ── setStatus(Active) ──▶ the next reading at once; moves on
 */
export class Device {
  readonly id: string;
  readonly #route: Route;
  #index: number;
  #status: Status = "Active";
  #seq = 0;

  /** `index` is the place on the route of the first reading. */
  constructor(id: string, route: Route, index: number) {
    this.id = id;
    this.#route = route;
    this.#index = index % route.length;
  }

  get status(): Status {
    return this.#status;
  }

  /** Where the device stands: the position of the reading that comes next. */
  get position(): Position {
    return this.#route[this.#index] ?? this.#route[0];
  }

  /**
   * The next reading of an Active device, which then moves on.
   * @throws Error when the device is Inactive: it has nothing to say
   */
  next(): MadeReading {
    if (this.#status === "Inactive") throw new Error(`${this.id} is Inactive and makes no readings`);
    const made = this.#make();
    this.#index = (this.#index + 1) % this.#route.length;
    return made;
  }

  /** Changes the status. Returns the reading that the change leads to; `undefined` where nothing changed. */
  setStatus(status: Status): MadeReading | undefined {
    if (status === this.#status) return undefined;
    this.#status = status;
    return status === "Active" ? this.next() : this.#make();
  }

  #make(): MadeReading {
    const { x, y } = this.position;
    const seq = this.#seq;
    this.#seq += 1;
    return { seq, reading: { id: this.id, x, y, status: this.#status } };
  }
}
