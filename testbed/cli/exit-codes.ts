import { type Outcome } from "../run/judgement/outcome.ts";

/** Exit codes of commands that run something and report on it. */
export const exitCodes = {
  inside: 0,
  outside: 1,
  "not carried out": 3,
  "no verdict": 3,
  "not completed": 3,
  "checker contradicts itself": 3,
  "invalid argument": 2,
  interrupted: 130,
} as const satisfies Readonly<Record<Outcome | "invalid argument" | "interrupted", number>>;

/** Explanation of the exit codes for `--help`. */
export const exitCodesHelp = `
Exit codes: ${exitCodes.inside} inside the budget, ${exitCodes.outside} outside, ${exitCodes["invalid argument"]} invalid argument or no container engine, ${exitCodes["no verdict"]} no verdict
(not carried out, not completed, evidence is missing, or the checker contradicts itself), ${exitCodes.interrupted} interrupted.`;

/** Returns the exit code for the outcomes of several runs; `undefined`: a run without a report. No verdict outweighs outside. */
export function exitCodeOf(runs: readonly (Outcome | undefined)[]): number {
  const codes = new Set(runs.map((outcome) => exitCodes[outcome ?? "not carried out"]));
  return [exitCodes["no verdict"], exitCodes.outside].find((code) => codes.has(code)) ?? exitCodes.inside;
}
