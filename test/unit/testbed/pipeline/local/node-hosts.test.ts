import { hostname } from "node:os";
import { expect, test } from "vitest";
import { nodeHost, nodeHosts } from "../../../../../testbed/pipeline/local/node-hosts.ts";

test("a node knows itself on loopback, and each other one by an address that is for this pair alone", () => {
  expect(nodeHosts(2, 3)).toBe(
    `127.0.0.1 localhost ${hostname()}\n127.0.2.1 kafka-1\n127.0.0.1 kafka-2\n127.0.2.3 kafka-3\n`,
  );
  const numbers = [1, 2, 3, 4, 5];
  const pairs = numbers.flatMap((from) =>
    numbers.filter((to) => to !== from).map((to) => nodeHost(from, to)),
  );
  expect(new Set(pairs).size).toBe(20);
});
