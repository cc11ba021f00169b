import { find, findFields, instantiate, setAttribute, setText } from "/shared/dom.js";
import { formatAgo, formatCount, formatDuration, formatElapsed, unknownText } from "../text/format.js";
import { SwitchState } from "./switch-state.js";

/** @import { DeviceView } from "../../page-events.ts" */
/** @import { RouteMap } from "./route-map.js" */

const counts = /** @type {const} */ (["made", "acknowledged", "arrived", "gaps", "duplicates"]);
/** Counts that should be zero. */
const errorCounts = new Set(["gaps", "duplicates"]);

/** @typedef {(typeof counts)[number]} CountName */

/** A device as a row of the table. */
export class DeviceRow {
  root;
  device;
  switchState;
  #fields;
  #map;
  #dot;
  #routeMap;
  /** Version of the route that was drawn. */
  #routeVersion = 0;
  /** @type {Map<CountName, number | null>} */
  #drawnCounts = new Map();

  /**
   * @param {HTMLTemplateElement} template
   * @param {DeviceView} device
   * @param {RouteMap} routeMap
   * @param {(row: DeviceRow) => void} onToggle
   */
  constructor(template, device, routeMap, onToggle) {
    this.root = instantiate(template, "tr", HTMLTableRowElement);
    this.root.dataset["device"] = device.id;
    this.device = device;
    this.switchState = new SwitchState(device.status);
    this.#routeMap = routeMap;
    this.#fields = findFields(this.root, [
      ...counts,
      "id",
      "switch",
      "status",
      "effect",
      "coordinates",
      "lastSeen",
      "notes",
    ]);
    this.#map = find(this.root, ".map", SVGSVGElement);
    this.#dot = find(this.root, ".dot", SVGCircleElement);
    setText(this.#fields.id, device.id);
    setAttribute(this.#fields.switch, "aria-label", `Active: ${device.id}`);
    this.#fields.switch.addEventListener("click", () => onToggle(this));
  }

  get status() {
    return this.switchState.shown;
  }

  get otherStatus() {
    return this.status === "Active" ? "Inactive" : "Active";
  }

  /** @param {DeviceView} device */
  set(device) {
    this.device = device;
    this.switchState.report(device.status);
  }

  /** @param {number} nowMs on the publisher's clock */
  draw(nowMs) {
    this.#drawSwitch();
    this.#drawPosition();
    for (const name of counts) this.#drawCount(name);
    setText(this.#fields.notes, notesOf(this.device));
    this.drawTimes(nowMs);
  }

  /**
   * Draws the texts that change with time alone.
   * @param {number} nowMs on the publisher's clock
   */
  drawTimes(nowMs) {
    const { arrived, lastSeenMs } = this.device;
    const noneText = arrived === null ? unknownText : "not yet";
    setText(this.#fields.lastSeen, lastSeenMs === null ? noneText : formatAgo(nowMs - lastSeenMs));
    setAttribute(this.#fields.lastSeen, "data-unknown", lastSeenMs === null ? "true" : null);
    setText(this.#fields.effect, this.#effectText(nowMs));
  }

  /** @param {number} nowMs */
  #effectText(nowMs) {
    const { pending, effectMs } = this.device;
    if (pending !== null) {
      const sinceMs = nowMs - pending;
      return sinceMs < 1000 ? "pending …" : `pending … ${formatElapsed(sinceMs)}`;
    }
    if (this.switchState.isRequested) return "pending …";
    return effectMs === null ? "" : `seen after ${formatDuration(effectMs)}`;
  }

  /** @param {CountName} name */
  #drawCount(name) {
    const count = this.device[name];
    if (this.#drawnCounts.get(name) === count) return;
    this.#drawnCounts.set(name, count);
    const field = this.#fields[name];
    setText(field, formatCount(count));
    setAttribute(field, "data-unknown", count === null ? "true" : null);
    if (errorCounts.has(name)) setAttribute(field, "data-attention", (count ?? 0) > 0 ? "true" : null);
  }

  #drawSwitch() {
    const { status } = this;
    setText(this.#fields.status, status);
    setAttribute(this.#fields.switch, "aria-checked", status === "Active");
  }

  #drawPosition() {
    const { x, y } = this.device.position;
    if (this.#routeVersion !== this.#routeMap.version) {
      this.#routeVersion = this.#routeMap.version;
      setAttribute(this.#map, "viewBox", this.#routeMap.viewBox);
      setAttribute(this.#dot, "r", this.#routeMap.dotRadius);
    }
    setAttribute(this.#dot, "cx", x);
    setAttribute(this.#dot, "cy", -y);
    setText(this.#fields.coordinates, `${x}, ${y}`);
  }
}

/** @param {DeviceView} device */
function notesOf({ waiting, dropped, refused, unknown }) {
  const notes = [];
  if (waiting > 0) notes.push(`${formatCount(waiting)} waiting`);
  if (dropped > 0) notes.push(`${formatCount(dropped)} dropped`);
  if (refused > 0) notes.push(`${formatCount(refused)} refused`);
  if (unknown > 0) notes.push(`${formatCount(unknown)} outcome unknown`);
  return notes.join(",\n");
}
