/** @import { DeviceView } from "../../page-events.ts" */
/** @import { RouteMap } from "./route-map.js" */

/**
 * @typedef {"id" | "status" | "position" | "made" | "acknowledged" | "arrived" | "lastSeenMs" | "gaps" | "duplicates"
 *   | "notes"} Column
 */
/** @typedef {string | number | null} SortKey `null`: unknown, last in both directions */

const byId = new Intl.Collator("en", { numeric: true });

/** @type {Readonly<Record<Column, (device: DeviceView, routeMap: RouteMap) => SortKey>>} */
const sortKeys = {
  id: ({ id }) => id,
  status: ({ status }) => status,
  position: ({ position }, routeMap) => routeMap.indexOf(position),
  made: ({ made }) => made,
  acknowledged: ({ acknowledged }) => acknowledged,
  arrived: ({ arrived }) => arrived,
  lastSeenMs: ({ lastSeenMs }) => lastSeenMs,
  gaps: ({ gaps }) => gaps,
  duplicates: ({ duplicates }) => duplicates,
  notes: ({ waiting, dropped, refused, unknown }) => waiting + dropped + refused + unknown,
};

/** Columns by which devices can be sorted. */
export const columns = /** @type {Column[]} */ (Object.keys(sortKeys));

/** Order of the devices in the table. */
export class DeviceOrder {
  /** @type {Column} */
  #column = "id";
  #descending = false;
  #routeMap;

  /** @param {RouteMap} routeMap */
  constructor(routeMap) {
    this.#routeMap = routeMap;
  }

  /**
   * Sorts by another column, or reverses the order of the same one.
   * @param {Column} column
   */
  choose(column) {
    this.#descending = column === this.#column && !this.#descending;
    this.#column = column;
  }

  /** @param {Column} column */
  ariaSortOf(column) {
    if (column !== this.#column) return "none";
    return this.#descending ? "descending" : "ascending";
  }

  /**
   * Returns the devices in this order; equal ones by their ids.
   * @param {readonly DeviceView[]} devices
   */
  sorted(devices) {
    const sign = this.#descending ? -1 : 1;
    return devices
      .map((device) => ({ device, key: sortKeys[this.#column](device, this.#routeMap) }))
      .sort((one, other) => {
        if (one.key === other.key) return byId.compare(one.device.id, other.device.id);
        if (one.key === null) return 1;
        if (other.key === null) return -1;
        return sign * compare(one.key, other.key);
      })
      .map(({ device }) => device);
  }
}

/**
 * @param {string | number} one
 * @param {string | number} other
 */
function compare(one, other) {
  if (typeof one === "number" && typeof other === "number") return one - other;
  return byId.compare(String(one), String(other));
}
