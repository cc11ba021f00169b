import { expect, test } from "vitest";
import { scriptAnatomy } from "../../../../scripts/check/script-anatomy.ts";

const anatomy = (text: string) => scriptAnatomy({ path: "a.ts", text });

test("functions, methods, accessors and callbacks are found with their names", () => {
  const text = `export function declared() {
}
const arrow = async () => {
  return [1].map((one) => one);
};
class A {
  #field = () => 1;
  get value(): number {
    return 1;
  }
}
const o = { method() {} };`;
  expect(anatomy(text).functions).toEqual([
    { name: "declared", line: 1, lines: 2 },
    { name: "arrow", line: 3, lines: 3 },
    { name: "anonymous", line: 4, lines: 1 },
    { name: "#field", line: 7, lines: 1 },
    { name: "value", line: 8, lines: 3 },
    { name: "method", line: 12, lines: 1 },
  ]);
});

test("the callback of a describe is no function, that of a test is one", () => {
  const text = `describe("a", () => {
  test("b", () => {
  });
});
describe.each([1])("a", () => {});`;
  expect(anatomy(text).functions).toEqual([{ name: "anonymous", line: 2, lines: 2 }]);
});

test("line comments in consecutive lines are one comment", () => {
  const text = "// one\n  // and on\n\n// two\n/* three */ // four";
  expect(anatomy(text).comments).toEqual([
    { text: " one\n and on", line: 1 },
    { text: " two", line: 4 },
    { text: " three ", line: 5 },
    { text: " four", line: 5 },
  ]);
});

test("a syntax error is reported with the file", () => {
  expect(() => anatomy("const")).toThrow(/^a\.ts: /);
});
