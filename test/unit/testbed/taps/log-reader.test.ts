import { expect, test } from "vitest";
import { LogReader } from "../../../../testbed/taps/log-reader.ts";
import { closedAddress } from "../../../support/kafka/closed-address.ts";

test("a log whose Kafka is gone is not read to its end, and nothing hangs", async () => {
  const hooks = { record: () => undefined, skipped: () => undefined, recreated: () => undefined };
  const reader = new LogReader({ brokers: [await closedAddress()], topics: ["t"] }, hooks);
  expect(await reader.readToEnd(300)).toBe(false);
});
