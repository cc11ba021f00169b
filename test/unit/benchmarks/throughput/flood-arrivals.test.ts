import { expect, test } from "vitest";
import { floodArrivals } from "../../../../benchmarks/throughput/flood-arrivals.ts";

const device = { arrivedOfRun: 0, duplicates: 0, reordered: 0, untraced: 0, lastSeenMs: 0 };
const wait = { messages: 10, quietMs: 60_000, intervalMs: 1, signal: new AbortController().signal };
const brief = { ...wait, quietMs: 20 };

/** Returns a status that has these devices at each look, the last at all later ones. */
function statusOf(...looks: object[][]) {
  let look = 0;
  return () => {
    const devices = looks[Math.min(look, looks.length - 1)] ?? [];
    look += 1;
    return Promise.resolve({
      unreadable: { count: 0 },
      devices: devices.map((each) => ({ ...device, ...each })),
    });
  };
}

test("a flood is awaited until all of it has arrived; counts are of all floods, the time is of this one", async () => {
  const a = { lastRun: "flood-1", arrivedOfRun: 6, duplicates: 1, lastSeenMs: 70 };
  const b = { lastRun: "flood-1", arrivedOfRun: 4, reordered: 2, lastSeenMs: 90 };
  const earlier = { lastRun: "warm-up-1", arrivedOfRun: 10, duplicates: 5, lastSeenMs: 99 };
  const readStatus = statusOf([a, earlier], [a, { ...b, arrivedOfRun: 3 }, earlier], [a, b, earlier]);
  expect(await floodArrivals("flood-1", readStatus, wait)).toEqual({
    ...{ arrived: 10, duplicates: 6, reordered: 2, lastSeenMs: 90 },
  });
});

test("what has not arrived after a silence does not: a bridge that loses readings is measured all the same", async () => {
  const readStatus = statusOf([], [{ lastRun: "flood-1", arrivedOfRun: 7, lastSeenMs: 70 }]);
  expect(await floodArrivals("flood-1", readStatus, brief)).toMatchObject({ arrived: 7, lastSeenMs: 70 });
});

test("a flood of which nothing arrives is an error in one line, with what came instead", async () => {
  await expect(floodArrivals("flood-1", statusOf([]), brief)).rejects.toThrow(
    /^no reading of flood-1 arrived in 0.02 s$/,
  );
  await expect(floodArrivals("flood-1", statusOf([{ untraced: 10 }]), brief)).rejects.toThrow(
    ": 10 readings came without run and seq, as from a bridge that drops user properties (--trace payload)",
  );
  const garbage = () => Promise.resolve({ unreadable: { count: 1 }, devices: [] });
  await expect(floodArrivals("flood-1", garbage, brief)).rejects.toThrow(
    "0.02 s: 1 record could not be read",
  );
});
