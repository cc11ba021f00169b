import { expect, test } from "vitest";
import { rotated } from "../../../../../services/consumer/group/group-address.ts";

test("each broker is the first one in turn", () => {
  const address = { brokers: ["a:1", "b:2", "c:3"], groupId: "g", topics: ["t"] };
  const turns = [0, 1, 2, 3].map((count) => rotated(address, count));
  expect(turns.map(({ brokers }) => brokers.join())).toEqual([
    ...["a:1,b:2,c:3", "b:2,c:3,a:1", "c:3,a:1,b:2"],
    "a:1,b:2,c:3",
  ]);
  expect(turns[1]).toMatchObject({ groupId: "g", topics: ["t"] });
});
