import { type SuiteResult } from "../report/junit/junit-suite.ts";

/** Takes the time at which a run starts. Returns a function that returns it with the time since then. */
export function suiteTimes(): () => Pick<SuiteResult, "startedAt" | "durationMs"> {
  const startedAt = new Date();
  const began = performance.now();
  return () => ({ startedAt, durationMs: performance.now() - began });
}
