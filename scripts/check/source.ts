/** A file of the repository. */
export interface SourceFile {
  /** Relative to the repository's root. */
  readonly path: string;
  readonly text: string;
}

/** A comment: its text without the marks of a comment, and the line that it begins in. */
export interface Comment {
  readonly text: string;
  readonly line: number;
}

/** A function or method, from the first line of its declaration to its closing brace. */
export interface FunctionSpan {
  readonly name: string;
  readonly line: number;
  readonly lines: number;
}

/** Functions and comments of a source file. */
export interface Anatomy {
  readonly functions: readonly FunctionSpan[];
  readonly comments: readonly Comment[];
}

/** Returns the number of the line, from 1, that has this character. */
export function lineAt(text: string, index: number): number {
  return text.slice(0, index).split("\n").length;
}
