import { posix } from "node:path";
import { javaAnatomy } from "./java-anatomy.ts";
import { scriptAnatomy } from "./script-anatomy.ts";
import { type Anatomy, type SourceFile } from "./source.ts";

/** Limits of CONTRIBUTING.md for sources and tests. */
export const limits = {
  fileLines: 250,
  functionLines: 60,
  filesInFolder: 12,
  /** In 100 comments, those that open with a word such as What, How or Where. */
  openings: 3,
} as const;

/** Something larger than a limit allows. */
export interface Violation {
  readonly kind: keyof typeof limits;
  readonly thing: string;
  readonly value: number;
}

/** Whether the limits hold for a file of this name: TypeScript, JavaScript, Java or CSS. */
export function isSource(path: string): boolean {
  return /\.(ts|mts|js|mjs|java|css)$/.test(path);
}

/** Returns all violations of the limits in these files. */
export function violationsIn(files: readonly SourceFile[]): Violation[] {
  return [
    ...files.flatMap(tooLongFile),
    ...tooFullFolders(files),
    ...files.flatMap(tooLongFunctions),
    ...tooManyOpenings(files),
  ];
}

function tooLongFile({ path, text }: SourceFile): Violation[] {
  const lines = text.split("\n").length - (text.endsWith("\n") ? 1 : 0);
  return lines > limits.fileLines ? [{ kind: "fileLines", thing: path, value: lines }] : [];
}

function tooFullFolders(files: readonly SourceFile[]): Violation[] {
  const folders = Map.groupBy(files, ({ path }) => posix.dirname(path));
  return [...folders]
    .filter(([, { length }]) => length > limits.filesInFolder)
    .map(([folder, { length }]) => ({ kind: "filesInFolder", thing: folder, value: length }));
}

function tooLongFunctions(file: SourceFile): Violation[] {
  return anatomyOf(file)
    .functions.filter(({ lines }) => lines > limits.functionLines)
    .map(({ name, line, lines }) => ({
      kind: "functionLines",
      thing: `${file.path}:${line} ${name}`,
      value: lines,
    }));
}

function tooManyOpenings(files: readonly SourceFile[]): Violation[] {
  const all = files.reduce((sum, file) => sum + anatomyOf(file).comments.length, 0);
  const inHundred = all === 0 ? 0 : (100 * refusedOpenings(files).length) / all;
  if (inHundred <= limits.openings) return [];
  return [{ kind: "openings", thing: `all ${all} comments`, value: Math.round(inHundred * 10) / 10 }];
}

const refusedWord = /^(what|how|where|when|who|whom|whose|so)\b/i;

/** Returns place and first line of every comment that opens with What, How, Where, When, Who, Whom, Whose or So. */
export function refusedOpenings(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) =>
    anatomyOf(file).comments.flatMap(({ text, line }) => {
      const [opening = ""] = text.replace(/^[*/!\s]+/, "").split("\n");
      return refusedWord.test(opening) ? [`${file.path}:${line} ${opening.trim()}`] : [];
    }),
  );
}

const anatomies = new WeakMap<SourceFile, Anatomy>();

function anatomyOf(file: SourceFile): Anatomy {
  const known = anatomies.get(file);
  if (known !== undefined) return known;
  const anatomy = file.path.endsWith(".css")
    ? { functions: [], comments: [] }
    : file.path.endsWith(".java")
      ? javaAnatomy(file)
      : scriptAnatomy(file);
  anatomies.set(file, anatomy);
  return anatomy;
}
