import { expect, test } from "vitest";
import { listed } from "../../../testbed/listed.ts";

test.each([
  [[], ""],
  [["mqtt"], "mqtt"],
  [["mqtt", "kafka"], "mqtt and kafka"],
  [["mqtt", "kafka", "consumer"], "mqtt, kafka and consumer"],
])("%j are listed as %j", (names, text) => {
  expect(listed(names)).toBe(text);
});
