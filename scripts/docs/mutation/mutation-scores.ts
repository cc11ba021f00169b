import { dirname, matchesGlob } from "node:path";

/** Mutants of a file; schema: stryker-mutator/mutation-testing-elements, mutation-testing-report-schema. */
export interface MutatedFile {
  readonly source: string;
  readonly mutants: readonly Mutant[];
}

/** A small change to the code, and what the tests made of it. */
export interface Mutant {
  readonly mutatorName: string;
  readonly replacement?: string;
  readonly status: string;
  readonly location: { readonly start: Position; readonly end: Position };
}

/** Place in a file; line and column begin at 1. */
interface Position {
  readonly line: number;
  readonly column: number;
}

/** Files by their path from the root of the project. */
export type MutatedFiles = Readonly<Record<string, MutatedFile>>;

/** Mutants of a folder that has a target. */
export interface FolderScore {
  readonly folder: string;
  /** Detected by a failing test, or by a test without end. */
  readonly detected: number;
  readonly survived: number;
  /** Share of detected mutants; 0 to 1. */
  readonly score: number;
  /** Least score; 0 to 1. */
  readonly target: number;
}

/** A mutant that no test noticed. */
export interface Survivor {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly mutator: string;
  readonly original: string;
  readonly replacement: string;
}

/** Code that judges, which has a higher target than what feeds and prints it. */
const judging = [
  "testbed/ledger/**",
  "testbed/run/judgement/**",
  "testbed/run/observe/**",
  "testbed/drill/**",
  "testbed/cli/exit-codes.ts",
  "testbed/library/matchers.ts",
];
const targetOfJudging = 0.95;
const targetOfOthers = 0.85;

/** A mutant that ran into its time limit changed the behaviour, too. */
const detectedStatuses = ["Killed", "Timeout"];
const survivedStatuses = ["Survived", "NoCoverage"];

/** Returns the score of every folder, in order of their names. Mutants that could not be run do not count. */
export function folderScores(files: MutatedFiles): FolderScore[] {
  const byFolder = Map.groupBy(Object.keys(files), (path) => dirname(path));
  return [...byFolder]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([folder, paths]) => {
      const mutants = paths.flatMap((path) => files[path]?.mutants ?? []);
      const detected = mutants.filter(({ status }) => detectedStatuses.includes(status)).length;
      const survived = mutants.filter(({ status }) => survivedStatuses.includes(status)).length;
      const judges = paths.some((path) => judging.some((pattern) => matchesGlob(path, pattern)));
      return {
        ...{ folder, detected, survived },
        score: detected + survived === 0 ? 1 : detected / (detected + survived),
        target: judges ? targetOfJudging : targetOfOthers,
      };
    });
}

/** Returns all survivors, in order of file and place. */
export function survivors(files: MutatedFiles): Survivor[] {
  return Object.entries(files)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([file, { source, mutants }]) =>
      mutants
        .filter(({ status }) => survivedStatuses.includes(status))
        .map(({ mutatorName, replacement = "", location: { start, end } }) => ({
          ...{ file, line: start.line, column: start.column, mutator: mutatorName },
          original: textBetween(source, start, end),
          replacement,
        }))
        .sort((a, b) => a.line - b.line || a.column - b.column),
    );
}

function textBetween(source: string, start: Position, end: Position): string {
  const lines = source.split("\n").slice(start.line - 1, end.line);
  const last = lines.length - 1;
  return lines
    .map((line, index) =>
      line.slice(index === 0 ? start.column - 1 : 0, index === last ? end.column - 1 : undefined),
    )
    .join("\n");
}
