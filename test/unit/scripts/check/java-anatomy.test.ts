import { expect, test } from "vitest";
import { javaAnatomy } from "../../../../scripts/check/java-anatomy.ts";

const anatomy = (text: string) => javaAnatomy({ path: "A.java", text });

test("methods and constructors are found, not types, statements and lambdas", () => {
  const text = `class A {
  A(int size) {
    if (size > 0) {
      run(() -> { });
    }
  }

  @Override
  public <T> List<T> take(Map<String, T> from) throws IOException, Other {
    for (;;) { return new ArrayList<>(from) { }; }
  }

  private record Pair<T>(T left, T right) { }
}`;
  expect(anatomy(text).functions).toEqual([
    { name: "A", line: 2, lines: 5 },
    { name: "take", line: 8, lines: 4 },
  ]);
});

test("braces and comment marks in literals and comments do not count", () => {
  const text = `class A {
  // } one
  //   and on
  void run() {
    String a = "{ // \\" {", b = """
      /* { */ "" {
      """;
    char c = '{';
  } /* two { */
}`;
  expect(anatomy(text)).toEqual({
    functions: [{ name: "run", line: 4, lines: 6 }],
    comments: [
      { text: " } one\n   and on", line: 2 },
      { text: " two { ", line: 9 },
    ],
  });
});
