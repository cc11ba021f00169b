const margin = 0.12;

/** The route as a closed line that all devices share, and where on it a position lies. */
export class RouteMap {
  viewBox = "0 0 1 1";
  dotRadius = 0.1;
  /** Counts the routes: a map drawn for another one must be drawn again. */
  version = 0;
  #line;
  #placeOf = new Map();

  constructor(line) {
    this.#line = line;
  }

  setRoute(route) {
    const xs = route.map(({ x }) => x);
    const ys = route.map(({ y }) => -y);
    const left = Math.min(...xs);
    const top = Math.min(...ys);
    // A route of a single point has no extent, but must still be drawn.
    const width = Math.max(...xs) - left || 1;
    const height = Math.max(...ys) - top || 1;
    const space = Math.max(width, height) * margin;
    this.viewBox = [left - space, top - space, width + 2 * space, height + 2 * space].join(" ");
    this.dotRadius = space * 0.9;
    this.version += 1;
    this.#line.setAttribute("points", route.map(({ x, y }) => `${x},${-y}`).join(" "));
    this.#placeOf = new Map(route.map(({ x, y }, place) => [`${x},${y}`, place]));
  }

  /** How far along the route; positions off the route come last. */
  placeOf({ x, y }) {
    return this.#placeOf.get(`${x},${y}`) ?? null;
  }
}
