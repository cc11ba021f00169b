/** @import { Position, Route } from "../../../fleet/route.ts" */

/** Space around the route, as a share of its longer side. */
const margin = 0.12;

/** Map of the route, drawn once and shared by the rows of all devices. */
export class RouteMap {
  viewBox = "0 0 1 1";
  dotRadius = 0.1;
  /** Number of routes so far; a row drawn for an earlier version has to be redrawn. */
  version = 0;
  #line;
  /** @type {Map<string, number>} */
  #indexes = new Map();

  /** @param {SVGPolygonElement} line */
  constructor(line) {
    this.#line = line;
  }

  /** @param {Route} route */
  setRoute(route) {
    const xs = route.map(({ x }) => x);
    const ys = route.map(({ y }) => -y);
    const left = Math.min(...xs);
    const top = Math.min(...ys);
    // A route of one point has no extent, and must be visible, too.
    const width = Math.max(...xs) - left || 1;
    const height = Math.max(...ys) - top || 1;
    const space = Math.max(width, height) * margin;
    this.viewBox = [left - space, top - space, width + 2 * space, height + 2 * space].join(" ");
    this.dotRadius = space * 0.9;
    this.version += 1;
    this.#line.setAttribute("points", route.map(({ x, y }) => `${x},${-y}`).join(" "));
    this.#indexes = new Map(route.map(({ x, y }, index) => [`${x},${y}`, index]));
  }

  /**
   * Returns the index of a position on the route; `null` off the route.
   * @param {Position} position
   */
  indexOf({ x, y }) {
    return this.#indexes.get(`${x},${y}`) ?? null;
  }
}
