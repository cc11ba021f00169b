/** A point on a route. */
export interface Position {
  readonly x: number;
  readonly y: number;
}

/** A closed cycle of positions, never empty. */
export type Route = readonly [Position, ...Position[]];

/** Default of the setting `ROUTE`. */
export const defaultRoute: Route = [
  { x: 12.5, y: 3 },
  { x: 16.5, y: 4.5 },
  { x: 19.5, y: 8 },
  { x: 20.5, y: 12.5 },
  { x: 19, y: 17 },
  { x: 15.5, y: 20 },
  { x: 11, y: 20.5 },
  { x: 6.5, y: 19.5 },
  { x: 3.5, y: 16 },
  { x: 3, y: 11.5 },
  { x: 4.5, y: 7 },
  { x: 8, y: 4 },
];

/** Returns a device's starting place: the devices are spread evenly over the route. `deviceNumber` counts from 0. */
export function startIndex(route: Route, deviceNumber: number, deviceCount: number): number {
  return Math.floor((deviceNumber * route.length) / deviceCount) % route.length;
}
