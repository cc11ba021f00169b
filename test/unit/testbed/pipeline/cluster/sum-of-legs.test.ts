import { expect, test } from "vitest";
import { type LinkStatus } from "../../../../../services/proxy/link/link-status.ts";
import { sumOfLegs } from "../../../../../testbed/pipeline/cluster/sum-of-legs.ts";

const leg = (link: string, count: number): LinkStatus => ({
  ...{ link, state: "up", delayMs: 0, kilobytesPerSecond: null },
  ...{ listening: { host: "a", port: count }, target: { host: "b", port: count } },
  connections: { open: count, accepted: 2 * count, refused: 0, reset: 1, silenced: count, held: 0 },
  bytes: { toTarget: 10 * count, toClient: 0, waiting: 0, discarded: 0 },
  ...{ limitedMs: 100 * count, droppedPackets: 1 },
});

test("the counts of a link are the sums of its legs, and its time at the limit the longest of them", () => {
  const sum = sumOfLegs("bridge-kafka", [leg("bridge-kafka@kafka-1", 1), leg("bridge-kafka@kafka-2", 3)]);
  expect(sum).toMatchObject({
    link: "bridge-kafka",
    connections: { open: 4, accepted: 8, refused: 0, reset: 2, silenced: 4, held: 0 },
    bytes: { toTarget: 40 },
    ...{ limitedMs: 300, droppedPackets: 2 },
  });
  expect(sum).not.toHaveProperty("tap");
});

test("the counts of taps are added up", () => {
  const tap = (delivered: number) => ({
    ...{ delivered, acknowledged: 0, untraced: 0 },
    ...{ undecodable: 0, unwritten: 0 },
  });
  const legs = [1, 2].map((count) => ({ ...leg(`mqtt-bridge@bridge-${count}`, count), tap: tap(count) }));
  expect(sumOfLegs("mqtt-bridge", legs).tap).toEqual(tap(3));
});

test("the status of a link of one leg is that of the leg", () => {
  const only = leg("mqtt-bridge", 1);
  expect(sumOfLegs("mqtt-bridge", [only])).toBe(only);
});
