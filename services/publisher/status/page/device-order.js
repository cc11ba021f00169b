const byId = new Intl.Collator("en", { numeric: true });

/** By what the table can be sorted. Unknown is `null`, and comes last in both directions. */
const keyOf = {
  id: ({ id }) => id,
  status: ({ status }) => status,
  position: ({ position }, routeMap) => routeMap.placeOf(position),
  made: ({ made }) => made,
  acknowledged: ({ acknowledged }) => acknowledged,
  arrived: ({ arrived }) => arrived,
  lastSeenMs: ({ lastSeenMs }) => lastSeenMs,
  gaps: ({ gaps }) => gaps,
  duplicates: ({ duplicates }) => duplicates,
  notes: ({ waiting, dropped, refused, unknown }) => waiting + dropped + refused + unknown,
};

/** The order in which devices are listed. */
export class DeviceOrder {
  #column = "id";
  #descending = false;
  #routeMap;

  constructor(routeMap) {
    this.#routeMap = routeMap;
  }

  /** By another column, or the same one the other way round. */
  choose(column) {
    this.#descending = column === this.#column && !this.#descending;
    this.#column = column;
  }

  ariaSortOf(column) {
    if (column !== this.#column) return "none";
    return this.#descending ? "descending" : "ascending";
  }

  sorted(devices) {
    const sign = this.#descending ? -1 : 1;
    return devices
      .map((device) => ({ device, key: keyOf[this.#column](device, this.#routeMap) }))
      .sort((one, other) => {
        if (one.key === other.key) return byId.compare(one.device.id, other.device.id);
        if (one.key === null) return 1;
        if (other.key === null) return -1;
        return sign * (typeof one.key === "string" ? byId.compare(one.key, other.key) : one.key - other.key);
      })
      .map(({ device }) => device);
  }
}
