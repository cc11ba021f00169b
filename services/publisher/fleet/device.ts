import { type Reading, type Status } from "../../shared/reading/reading.ts";
import { type Position, type Route } from "./route.ts";

/** A reading of a device, with its sequence number. */
export interface MadeReading {
  readonly seq: number;
  readonly reading: Reading;
}

/**
 * A device on its route. Pure: it decides on the content of readings, its fleet on their times.
 *
 *     Active ── next() ──▶ the reading at its position; advances
 *     Active ── setStatus(Inactive) ──▶ one final reading at its position; does not advance
 *     Inactive ── setStatus(Active) ──▶ the next reading at once; advances
 */
export class Device {
  readonly id: string;
  readonly #route: Route;
  #index: number;
  #status: Status = "Active";
  #seq = 0;

  /** `index`: the first reading's place on the route. */
  constructor(id: string, route: Route, index: number) {
    this.id = id;
    this.#route = route;
    this.#index = index % route.length;
  }

  get status(): Status {
    return this.#status;
  }

  /** Position of the next reading. */
  get position(): Position {
    return this.#route[this.#index] ?? this.#route[0];
  }

  /**
   * Makes the next reading of an Active device, which then advances on its route.
   * @throws Error if the device is Inactive
   */
  next(): MadeReading {
    if (this.#status === "Inactive") throw new Error(`${this.id} is Inactive and makes no readings`);
    const made = this.#make();
    this.#index = (this.#index + 1) % this.#route.length;
    return made;
  }

  /** Changes the status. Returns the reading that the change leads to; `undefined` if the status is the same. */
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
