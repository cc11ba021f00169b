import { DeviceOrder } from "./device-order.js";
import { DeviceRow } from "./device-row.js";
import { oncePerFrame } from "./frame.js";
import { giveTableRoles } from "./table-roles.js";
import { writeAttribute, writeText } from "./write.js";

// Browsers open six connections to a server, and one carries the events.
const requestsAtOnce = 4;
/** The devices, one a row: switched, filtered and sorted. */
export class DeviceTable {
  #rowOf = new Map();
  #dirty = new Set();
  #template;
  #body;
  #headers;
  #search;
  #showing;
  #orderHeld;
  #routeMap;
  #requestStatus;
  #problemLine;
  #order;
  #nowMs = 0;
  #expectsAll = false;
  #draw = oncePerFrame(() => this.#drawDirty());

  constructor(document, { routeMap, requestStatus, problemLine }) {
    this.#routeMap = routeMap;
    this.#requestStatus = requestStatus;
    this.#problemLine = problemLine;
    this.#order = new DeviceOrder(routeMap);
    this.#template = document.getElementById("device");
    this.#body = document.getElementById("devices");
    this.#search = document.getElementById("search");
    this.#showing = document.getElementById("showing");
    this.#orderHeld = document.getElementById("order-held");
    this.#headers = [...document.querySelectorAll("th[data-sort]")];
    for (const header of this.#headers) {
      header.querySelector("button").addEventListener("click", () => this.#sortBy(header.dataset.sort));
    }
    this.#search.addEventListener("input", () => this.#filter());
    for (const [id, status] of [
      ["all-active", "Active"],
      ["all-inactive", "Inactive"],
    ]) {
      document.getElementById(id).addEventListener("click", () => this.#switchAll(status));
    }
    giveTableRoles(document);
    giveTableRoles(this.#template.content);
    this.#showOrder();
  }

  get devices() {
    return [...this.#rowOf.values()].map(({ device }) => device);
  }

  /** The next `apply` brings every device: rows that it does not name go. Rows that stay keep the keyboard focus. */
  expectAll() {
    this.#expectsAll = true;
  }

  apply(devices, nowMs) {
    const known = this.#rowOf.size;
    if (this.#expectsAll) {
      this.#nowMs = nowMs;
      this.#keepOnly(new Set(devices.map(({ id }) => id)));
    }
    for (const device of devices) {
      const row = this.#rowOf.get(device.id) ?? this.#addRow(device);
      row.set(device);
      if (this.#expectsAll) row.forgetAsked();
      this.#dirty.add(row);
    }
    if (this.#expectsAll || this.#rowOf.size !== known) {
      this.#expectsAll = false;
      this.#filter();
      this.#sort();
    }
    this.#draw();
  }

  /** Once a second, on the publisher's clock. */
  tick(nowMs) {
    this.#nowMs = nowMs;
    for (const row of this.#rowOf.values()) row.drawTimes(nowMs);
    this.#sort();
  }

  #drawDirty() {
    for (const row of this.#dirty) row.draw(this.#nowMs);
    this.#dirty.clear();
  }

  #addRow(device) {
    const row = new DeviceRow(this.#template, device, {
      routeMap: this.#routeMap,
      onSwitch: (switched) => this.#switchRows([switched], switched.otherStatus),
    });
    this.#rowOf.set(device.id, row);
    this.#body.append(row.root);
    return row;
  }

  #keepOnly(ids) {
    for (const [id, row] of this.#rowOf) {
      if (ids.has(id)) continue;
      row.forgetAsked();
      row.root.remove();
      this.#rowOf.delete(id);
      this.#dirty.delete(row);
    }
  }

  #filter() {
    const wanted = this.#search.value.trim().toLowerCase();
    let shown = 0;
    for (const [id, { root }] of this.#rowOf) {
      const matches = id.toLowerCase().includes(wanted);
      if (matches) shown += 1;
      if (root.hidden === matches) root.hidden = !matches;
    }
    writeText(this.#showing, `showing ${shown} of ${this.#rowOf.size}`);
  }

  #sortBy(column) {
    this.#order.choose(column);
    this.#showOrder();
    this.#sort({ asked: true });
  }

  #showOrder() {
    for (const header of this.#headers) {
      writeAttribute(header, "aria-sort", this.#order.ariaSortOf(header.dataset.sort));
    }
  }

  /** Nothing moves away from under the keyboard focus or the pointer: the next click would switch another device. */
  #sort({ asked = false } = {}) {
    const sorted = this.#order.sorted(this.devices).map(({ id }) => this.#rowOf.get(id).root);
    const isSorted = sorted.every((root, place) => root === this.#body.children[place]);
    const held = !asked && !isSorted && this.#body.matches(":focus-within, :hover");
    writeText(this.#orderHeld, held ? "order held while a row is in use" : "");
    if (held || isSorted) return;
    let place = this.#body.firstElementChild;
    for (const root of sorted) {
      if (root === place) place = place.nextElementSibling;
      else this.#body.insertBefore(root, place);
    }
  }

  #switchAll(status) {
    const rows = [...this.#rowOf.values()].filter((row) => !row.root.hidden && row.status !== status);
    return this.#switchRows(rows, status);
  }

  async #switchRows(rows, status) {
    this.#problemLine.clear();
    for (const row of rows) this.#redraw(row, () => row.ask(status));
    const queue = [...rows];
    const failures = [];
    const work = async () => {
      for (let row = queue.shift(); row !== undefined; row = queue.shift()) {
        const problem = await row.inTurn(() => this.#requestStatus(row.device.id, status));
        if (problem !== undefined) failures.push({ row, problem });
        this.#redraw(row, () => row.answered(problem === undefined));
      }
    };
    await Promise.all(Array.from({ length: requestsAtOnce }, work));
    if (failures.length === 0) return;
    const [{ row, problem }] = failures;
    const who = rows.length === 1 ? row.device.id : `${failures.length} of ${rows.length} devices`;
    this.#problemLine.say(`${who} could not be made ${status}: ${problem}.`);
  }

  #redraw(row, change) {
    change();
    this.#dirty.add(row);
    this.#draw();
  }
}
