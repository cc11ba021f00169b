import { expect, test } from "vitest";
import { countText } from "../../../../../testbed/report/text/count-text.ts";

test("a count is shown as a number, except for words that no tap observes", () => {
  expect(countText("lost", 0)).toBe("0");
  expect(countText("filtered", 0)).toBe("not observed");
});
