import { type ESTree, parseSync, Visitor } from "rolldown/utils";
import { type Anatomy, type Comment, type FunctionSpan, lineAt, type SourceFile } from "./source.ts";

/**
 * Finds the functions and comments of a TypeScript or JavaScript file. The callback of a `describe` is no function here: it
 * groups tests, each of which is one.
 * @throws Error with the parser's message for a file with a syntax error
 */
export function scriptAnatomy({ path, text }: SourceFile): Anatomy {
  const { program, comments, errors } = parseSync(path, text);
  if (errors[0] !== undefined) throw new Error(`${path}: ${errors[0].message}`);
  return { functions: functionsIn(program, text), comments: joined(comments, text) };
}

interface Range {
  readonly start: number;
  readonly end: number;
}

function functionsIn(program: ESTree.Program, text: string): FunctionSpan[] {
  const functions: FunctionSpan[] = [];
  const exempt = new Set<Range>();
  const names = new Map<Range, string>();
  const add = (node: Range, name: string) => {
    if (exempt.has(node)) return;
    const line = lineAt(text, node.start);
    functions.push({ name, line, lines: lineAt(text, node.end) - line + 1 });
  };
  const nameOf = (node: Range) => names.get(node) ?? "anonymous";
  const sourceOf = ({ start, end }: Range) => text.slice(start, end);
  new Visitor({
    CallExpression({ callee, arguments: args }) {
      if (/^(describe|suite)\b/.test(sourceOf(callee))) for (const arg of args) exempt.add(arg);
    },
    VariableDeclarator({ id, init }) {
      if (init !== null) names.set(init, sourceOf(id));
    },
    PropertyDefinition({ key, value }) {
      if (value !== null) names.set(value, sourceOf(key));
    },
    MethodDefinition({ key, value }) {
      names.set(value, sourceOf(key));
    },
    Property({ key, value }) {
      names.set(value, sourceOf(key));
    },
    FunctionDeclaration: (node) => add(node, node.id?.name ?? "anonymous"),
    FunctionExpression: (node) => add(node, nameOf(node)),
    ArrowFunctionExpression: (node) => add(node, nameOf(node)),
  }).visit(program);
  return functions;
}

type ParsedComment = ReturnType<typeof parseSync>["comments"][number];

/** Joins `//` comments in consecutive lines to one comment. */
function joined(comments: readonly ParsedComment[], text: string): Comment[] {
  const all: (Comment & { readonly lineCommentEnd: number | undefined })[] = [];
  for (const { type, value, start, end } of comments) {
    const last = all.at(-1);
    const lineCommentEnd = type === "Line" ? end : undefined;
    const follows =
      last?.lineCommentEnd !== undefined && /^\n[ \t]*$/.test(text.slice(last.lineCommentEnd, start));
    if (follows && lineCommentEnd !== undefined)
      all[all.length - 1] = { ...last, text: `${last.text}\n${value}`, lineCommentEnd };
    else all.push({ text: value, line: lineAt(text, start), lineCommentEnd });
  }
  return all.map(({ text: commentText, line }) => ({ text: commentText, line }));
}
