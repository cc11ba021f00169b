import { type Figures } from "./benchmark.ts";

/** Whether nothing was lost and nothing reordered; false if that could not be measured. */
export function isComplete(of: Figures): boolean {
  return of("lost") === 0 && of("reordered") === 0;
}
