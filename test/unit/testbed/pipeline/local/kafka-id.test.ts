import { expect, test } from "vitest";
import { newKafkaId } from "../../../../../testbed/pipeline/local/kafka-id.ts";

test("ids are 22 URL-safe characters and none looks like an option", () => {
  const ids = Array.from({ length: 2_000 }, newKafkaId);
  expect(ids.filter((id) => !/^[\w][\w-]{21}$/.test(id))).toEqual([]);
});
