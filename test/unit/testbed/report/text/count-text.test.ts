import { expect, test } from "vitest";
import { countText } from "../../../../../testbed/report/text/count-text.ts";

test("a count is shown as a number, that of filtered messages as what is known of it", () => {
  expect(countText("lost", 0, "not observed")).toBe("0");
  expect(countText("filtered", 0, "not observed")).toBe("not observed");
  expect(countText("filtered", 3, "at least")).toBe("at least 3");
  expect(countText("filtered", 3, "exact")).toBe("3");
});
