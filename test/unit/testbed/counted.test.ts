import { expect, test } from "vitest";
import { counted, forCount } from "../../../testbed/counted.ts";

test.each([
  [0, "0 readings were lost"],
  [1, "1 reading was lost"],
  [2, "2 readings were lost"],
])("noun and verb agree with %i", (count, text) => {
  expect(`${counted(count, "reading")} ${forCount(count, "was", "were")} lost`).toBe(text);
});
