import { find, setAttribute, setText } from "/shared/dom.js";
import { oncePerFrame } from "/shared/once-per-frame.js";
import { columns, DeviceOrder } from "./device-order.js";
import { DeviceRow } from "./device-row.js";
import { StatusSwitcher } from "./status-switcher.js";
import { setTableRoles } from "./table-roles.js";

/** @import { Status } from "../../../../shared/reading/reading.ts" */
/** @import { DeviceView } from "../../page-events.ts" */
/** @import { PublisherClient } from "../access/publisher-client.js" */
/** @import { ErrorMessage } from "../text/error-message.js" */
/** @import { Column } from "./device-order.js" */
/** @import { RouteMap } from "./route-map.js" */

/** Table of the devices, one per row: switches, search and sorting. */
export class DeviceTable {
  /** @type {Map<string, DeviceRow>} */
  #rows = new Map();
  /** @type {Set<DeviceRow>} */
  #changedRows = new Set();
  /** @type {Map<Column, HTMLElement>} */
  #headers = new Map();
  #template = find(document, "#device", HTMLTemplateElement);
  #body = find(document, "#devices", HTMLTableSectionElement);
  #search = find(document, "#search", HTMLInputElement);
  #showing = find(document, "#showing", HTMLElement);
  #orderHeld = find(document, "#order-held", HTMLElement);
  #routeMap;
  #order;
  #switcher;
  #nowMs = 0;
  #expectsAll = false;
  #draw = oncePerFrame(() => this.#drawChanged());

  /**
   * @param {PublisherClient} publisher
   * @param {RouteMap} routeMap
   * @param {ErrorMessage} errorMessage
   */
  constructor(publisher, routeMap, errorMessage) {
    this.#routeMap = routeMap;
    this.#order = new DeviceOrder(routeMap);
    this.#switcher = new StatusSwitcher(publisher, errorMessage, (row) => this.#changed(row));
    for (const column of columns) {
      const header = find(document, `th[data-sort="${column}"]`, HTMLElement);
      this.#headers.set(column, header);
      find(header, "button", HTMLElement).addEventListener("click", () => this.#sortBy(column));
    }
    this.#search.addEventListener("input", () => this.#filter());
    this.#onClick("#all-active", () => this.#switchAll("Active"));
    this.#onClick("#all-inactive", () => this.#switchAll("Inactive"));
    setTableRoles(document);
    setTableRoles(this.#template.content);
    this.#showOrder();
  }

  get devices() {
    return [...this.#rows.values()].map(({ device }) => device);
  }

  /** Expects all devices from the next `apply`, which removes other rows. Remaining rows keep the keyboard focus. */
  expectAll() {
    this.#expectsAll = true;
  }

  /**
   * @param {readonly DeviceView[]} devices
   * @param {number} nowMs on the publisher's clock
   */
  apply(devices, nowMs) {
    const rowCount = this.#rows.size;
    if (this.#expectsAll) {
      this.#nowMs = nowMs;
      this.#keepOnly(new Set(devices.map(({ id }) => id)));
    }
    for (const device of devices) {
      const row = this.#rows.get(device.id) ?? this.#addRow(device);
      row.set(device);
      if (this.#expectsAll) row.switchState.reset();
      this.#changedRows.add(row);
    }
    if (this.#expectsAll || this.#rows.size !== rowCount) {
      this.#expectsAll = false;
      this.#filter();
      this.#sort();
    }
    this.#draw();
  }

  /**
   * Redraws the times; called once per second.
   * @param {number} nowMs on the publisher's clock
   */
  tick(nowMs) {
    this.#nowMs = nowMs;
    for (const row of this.#rows.values()) row.drawTimes(nowMs);
    this.#sort();
  }

  /** @param {DeviceRow} row */
  #changed(row) {
    this.#changedRows.add(row);
    this.#draw();
  }

  #drawChanged() {
    for (const row of this.#changedRows) row.draw(this.#nowMs);
    this.#changedRows.clear();
  }

  /** @param {DeviceView} device */
  #addRow(device) {
    const row = new DeviceRow(this.#template, device, this.#routeMap, (toggled) =>
      this.#switcher.switchAll([toggled], toggled.otherStatus),
    );
    this.#rows.set(device.id, row);
    this.#body.append(row.root);
    return row;
  }

  /** @param {ReadonlySet<string>} ids */
  #keepOnly(ids) {
    for (const [id, row] of this.#rows) {
      if (ids.has(id)) continue;
      row.switchState.reset();
      row.root.remove();
      this.#rows.delete(id);
      this.#changedRows.delete(row);
    }
  }

  #filter() {
    const wanted = this.#search.value.trim().toLowerCase();
    let shown = 0;
    for (const [id, { root }] of this.#rows) {
      const matches = id.toLowerCase().includes(wanted);
      if (matches) shown += 1;
      if (root.hidden === matches) root.hidden = !matches;
    }
    setText(this.#showing, `showing ${shown} of ${this.#rows.size}`);
  }

  /** @param {Column} column */
  #sortBy(column) {
    this.#order.choose(column);
    this.#showOrder();
    this.#sort({ isRequested: true });
  }

  #showOrder() {
    for (const [column, header] of this.#headers) {
      setAttribute(header, "aria-sort", this.#order.ariaSortOf(column));
    }
  }

  /** Sorts the rows; not while one has the focus or the pointer unless requested: the next click would hit another device. */
  #sort({ isRequested = false } = {}) {
    const sorted = this.#order.sorted(this.devices).flatMap(({ id }) => this.#rows.get(id)?.root ?? []);
    const isSorted = sorted.every((root, index) => root === this.#body.children[index]);
    const isHeld = !isRequested && !isSorted && this.#body.matches(":focus-within, :hover");
    setText(this.#orderHeld, isHeld ? "order held while a row is in use" : "");
    if (isHeld || isSorted) return;
    let next = this.#body.firstElementChild;
    for (const root of sorted) {
      if (root === next) next = next.nextElementSibling;
      else this.#body.insertBefore(root, next);
    }
  }

  /** @param {Status} status */
  #switchAll(status) {
    const rows = [...this.#rows.values()].filter((row) => !row.root.hidden && row.status !== status);
    this.#switcher.switchAll(rows, status);
  }

  /**
   * @param {string} selector
   * @param {() => void} listener
   */
  #onClick(selector, listener) {
    find(document, selector, HTMLElement).addEventListener("click", listener);
  }
}
