import { expect, test } from "vitest";
import { refusedOpenings, violationsIn } from "../../../../scripts/check/structure.ts";

const lines = (count: number) => "\n".repeat(count);
const file = (path: string, text: string) => ({ path, text });

test("a file may have 250 lines, not 251", () => {
  expect(violationsIn([file("a.css", lines(250))])).toEqual([]);
  expect(violationsIn([file("a.css", lines(251))])).toEqual([
    { kind: "fileLines", thing: "a.css", value: 251 },
  ]);
});

test("a folder may have 12 files, not counting those of its folders", () => {
  const twelve = Array.from({ length: 12 }, (_, number) => file(`a/${number}.ts`, ""));
  expect(violationsIn([...twelve, file("a/b/13.ts", "")])).toEqual([]);
  expect(violationsIn([...twelve, file("a/13.ts", "")])).toEqual([
    { kind: "filesInFolder", thing: "a", value: 13 },
  ]);
});

test("a function may have 60 lines in TypeScript and in Java", () => {
  const script = (count: number) => file("a.ts", `const run = () => {${lines(count - 1)}};`);
  const java = (count: number) => file("A.java", `class A {\n  void run() {${lines(count - 1)}}\n}`);
  expect(violationsIn([script(60), java(60)])).toEqual([]);
  expect(violationsIn([script(61), java(61)])).toEqual([
    { kind: "functionLines", thing: "a.ts:1 run", value: 61 },
    { kind: "functionLines", thing: "A.java:2 run", value: 61 },
  ]);
});

test("of 100 comments three may open with a word such as What or How", () => {
  const comments = (refused: number) =>
    [...Array(refused).fill("/** What it is. */"), ...Array(100 - refused).fill("/** A thing. */")].join(
      "\n",
    );
  expect(violationsIn([file("a.ts", comments(3))])).toEqual([]);
  expect(violationsIn([file("a.ts", comments(4))])).toEqual([
    { kind: "openings", thing: "all 100 comments", value: 4 },
  ]);
});

test("refused openings are found in block and line comments of TypeScript and Java, and nothing else", () => {
  const script =
    '/**\n * Who it is.\n */\nconst a = "// what";\n// Whether it is.\n// How it is.\n\n// so it is';
  const java = '/* Where\n */\nString a = "/* how */";\n// However it is.\n';
  expect(refusedOpenings([file("a.ts", script), file("A.java", java)])).toEqual([
    "a.ts:1 Who it is.",
    "a.ts:8 so it is",
    "A.java:1 Where",
  ]);
});
