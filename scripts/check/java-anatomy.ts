import { type Anatomy, type Comment, type FunctionSpan, lineAt, type SourceFile } from "./source.ts";

const blockComment = /\/\*(?<block>[\s\S]*?)\*\//;
const lineComments = /\/\/(?<line>.*(?:\n[ \t]*\/\/.*)*)/;
const literal = /"""[\s\S]*?"""|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/;
const commentOrLiteral = new RegExp(`${blockComment.source}|${lineComments.source}|${literal.source}`, "g");

/** Finds the methods, constructors and comments of a Java file, by its braces: no parser of Java is needed for that. */
export function javaAnatomy({ text }: SourceFile): Anatomy {
  const comments: Comment[] = [];
  const code = text.replace(commentOrLiteral, (match: string, block?: string, line?: string, ...rest) => {
    const comment = block ?? line?.replaceAll(/\n[ \t]*\/\//g, "\n");
    if (comment !== undefined) comments.push({ text: comment, line: lineAt(text, indexIn(rest)) });
    return match.replaceAll(/[^\n]/g, " ");
  });
  return { functions: functionsIn(code), comments };
}

/** The arguments of a replacer end with the index of the match, the text and the groups. */
function indexIn(rest: readonly unknown[]): number {
  return Number(rest.at(-3));
}

/** A signature ends where its body begins: `name(parameters) throws Some`, of which only the end matters here. */
const signatureEnd = /(?<name>\w+)\s*\([^{};]*\)\s*(?:throws [\w., ]+)?\s*$/;
/** A head with parameters that is not a function's: a record, or an anonymous class. */
const typeHead = /\brecord\s+\w+\s*[<(]|\bnew\s+[\w.<>]+\s*\(/;
const statements = new Set(["if", "for", "while", "switch", "catch", "synchronized", "try"]);

/** `code` has neither comments nor literals. */
function functionsIn(code: string): FunctionSpan[] {
  const functions: FunctionSpan[] = [];
  const open: { readonly name: string | undefined; readonly line: number }[] = [];
  let headStart = 0;
  for (const { 0: mark, index } of code.matchAll(/[{};]/g)) {
    const head = code.slice(headStart, index);
    headStart = index + 1;
    if (mark === "{") {
      const name = signatureEnd.exec(head)?.groups?.["name"];
      const isFunction = name !== undefined && !statements.has(name) && !typeHead.test(head);
      const begin = headStart - 1 - head.trimStart().length;
      open.push({ name: isFunction ? name : undefined, line: lineAt(code, begin) });
    }
    if (mark === "}") {
      const { name, line } = open.pop() ?? { name: undefined, line: 0 };
      if (name !== undefined) functions.push({ name, line, lines: lineAt(code, index) - line + 1 });
    }
  }
  return functions;
}
