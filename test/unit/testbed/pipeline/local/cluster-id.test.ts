import { expect, test } from "vitest";
import { newClusterId } from "../../../../../testbed/pipeline/local/cluster-id.ts";

test("cluster ids are 22 URL-safe characters and none looks like an option", () => {
  const ids = Array.from({ length: 2_000 }, newClusterId);
  expect(ids.filter((id) => !/^[\w][\w-]{21}$/.test(id))).toEqual([]);
});
