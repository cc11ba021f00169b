import { expect, test } from "vitest";
import { withBlock } from "../../../../scripts/docs/marked-block.ts";

const text = "before\n<!-- table: written by a script -->\nold\n<!-- /table -->\nafter\n";

test("a block gets other content, and the text around it stays", () => {
  const written = "before\n<!-- table: written by a script -->\n\nnew $& $1\n\n<!-- /table -->\nafter\n";
  expect(withBlock(text, "table", "new $& $1")).toBe(written);
  expect(withBlock(written, "table", "new $& $1")).toBe(written);
});

test("a text without the block is an error that names it", () => {
  expect(() => withBlock(text, "faults", "")).toThrow("<!-- /faults -->");
});
