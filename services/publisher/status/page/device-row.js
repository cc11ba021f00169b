import { ago, count, duration, longDuration, unknown } from "./figures.js";
import { writeAttribute, writeText } from "./write.js";

const confirmMs = 2000;
const counts = ["made", "acknowledged", "arrived", "gaps", "duplicates"];
const suspicious = ["gaps", "duplicates"];

/** A device as a row of the table. */
export class DeviceRow {
  root;
  device;
  #field;
  #map;
  #dot;
  #routeMap;
  #drawnRoute = 0;
  #drawn = {};
  /** What was asked for and neither refused nor seen in a `state` yet. Shown at once, so that the switch feels like one. */
  #wanted = null;
  #wantedTimer;
  /** How many requests have not been answered. */
  #asking = 0;
  #turn = Promise.resolve();

  constructor(template, device, { routeMap, onSwitch }) {
    this.root = template.content.cloneNode(true).querySelector("tr");
    this.root.dataset.device = device.id;
    this.device = device;
    this.#routeMap = routeMap;
    this.#field = Object.fromEntries(
      [...this.root.querySelectorAll("[data-field]")].map((field) => [field.dataset.field, field]),
    );
    this.#map = this.root.querySelector(".map");
    this.#dot = this.root.querySelector(".dot");
    writeText(this.#field.id, device.id);
    writeAttribute(this.#field.switch, "aria-label", `Active: ${device.id}`);
    this.#field.switch.addEventListener("click", () => onSwitch(this));
  }

  get status() {
    return this.#wanted ?? this.device.status;
  }

  get otherStatus() {
    return this.status === "Active" ? "Inactive" : "Active";
  }

  /** Two quick clicks are two toggles: the second is asked for when the first is answered. */
  inTurn(request) {
    this.#turn = this.#turn.then(request);
    return this.#turn;
  }

  /** Shows the status that the publisher is about to be asked for. */
  ask(status) {
    clearTimeout(this.#wantedTimer);
    this.#asking += 1;
    this.#wanted = status;
  }

  /** The publisher answered. Refused, the switch goes back to what it says; done, it will say so in a `state`. */
  answered(done) {
    this.#asking -= 1;
    if (this.#asking > 0) return;
    if (!done || this.device.status === this.#wanted) this.#wanted = null;
    else this.#wantedTimer = setTimeout(() => this.forgetAsked(), confirmMs);
  }

  /** Nothing asked of the publisher before counts any more. */
  forgetAsked() {
    clearTimeout(this.#wantedTimer);
    this.#wanted = null;
  }

  set(device) {
    this.device = device;
    if (device.status === this.#wanted && this.#asking === 0) this.forgetAsked();
  }

  draw(nowMs) {
    const { device } = this;
    this.#drawSwitch();
    this.#drawPosition();
    for (const name of counts) {
      if (this.#drawn[name] === device[name]) continue;
      this.#drawn[name] = device[name];
      writeText(this.#field[name], count(device[name]));
      writeAttribute(this.#field[name], "data-unknown", device[name] === null ? "true" : null);
    }
    for (const name of suspicious) {
      writeAttribute(this.#field[name], "data-attention", device[name] > 0 ? "true" : null);
    }
    writeText(this.#field.notes, notesOf(device));
    this.drawTimes(nowMs);
  }

  /** What changes by time alone. */
  drawTimes(nowMs) {
    const { arrived, lastSeenMs, pending } = this.device;
    const nothing = arrived === null ? unknown : "not yet";
    writeText(this.#field.lastSeen, lastSeenMs === null ? nothing : ago(nowMs - lastSeenMs));
    writeAttribute(this.#field.lastSeen, "data-unknown", lastSeenMs === null ? "true" : null);
    writeText(this.#field.effect, this.#effectText(pending, nowMs));
  }

  #effectText(pending, nowMs) {
    const { effectMs } = this.device;
    if (pending !== null) {
      const sinceMs = nowMs - pending;
      return sinceMs < 1000 ? "pending …" : `pending … ${longDuration(sinceMs)}`;
    }
    if (this.#wanted !== null) return "pending …";
    return effectMs === null ? "" : `seen after ${duration(effectMs)}`;
  }

  #drawSwitch() {
    const { status } = this;
    if (this.#drawn.status === status) return;
    this.#drawn.status = status;
    writeText(this.#field.status, status);
    writeAttribute(this.#field.switch, "aria-checked", status === "Active");
  }

  #drawPosition() {
    const { x, y } = this.device.position;
    if (this.#drawnRoute !== this.#routeMap.version) {
      this.#drawnRoute = this.#routeMap.version;
      writeAttribute(this.#map, "viewBox", this.#routeMap.viewBox);
      writeAttribute(this.#dot, "r", this.#routeMap.dotRadius);
    }
    if (this.#drawn.x === x && this.#drawn.y === y) return;
    this.#drawn.x = x;
    this.#drawn.y = y;
    writeAttribute(this.#dot, "cx", x);
    writeAttribute(this.#dot, "cy", -y);
    writeText(this.#field.coordinates, `${x}, ${y}`);
  }
}

function notesOf({ waiting, dropped, refused, unknown: unknownOutcome }) {
  const notes = [];
  if (waiting > 0) notes.push(`${count(waiting)} waiting`);
  if (dropped > 0) notes.push(`${count(dropped)} dropped`);
  if (refused > 0) notes.push(`${count(refused)} refused`);
  if (unknownOutcome > 0) notes.push(`${count(unknownOutcome)} outcome unknown`);
  return notes.join(",\n");
}
