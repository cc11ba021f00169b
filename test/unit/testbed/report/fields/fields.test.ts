import { cpus, release, totalmem, type } from "node:os";
import { expect, test } from "vitest";
import { environmentOf } from "../../../../../testbed/report/fields/environment.ts";
import { faultTimesMs } from "../../../../../testbed/report/fields/fault-times.ts";
import { named } from "../../../../../testbed/report/fields/named-anomalies.ts";
import { maxNamed } from "../../../../../testbed/report/fields/report-fields.ts";
import { toIndependentReading } from "../../../../../testbed/report/fields/to-independent-reading.ts";
import { acknowledged, judge, made, published, sent, toggled } from "../../ledger/facts.ts";

const toMs = (at: number) => at / 1_000;

test("the environment has the machine and the versions; those that are not known are null", () => {
  const machine = { cpus: cpus().length, os: `${type()} ${release()}`, node: process.version };
  const known = environmentOf("2.0.11", "4.3.1");
  expect(known).toMatchObject({ ...machine, mosquitto: "2.0.11", kafka: "4.3.1" });
  expect(Math.abs(known.memoryGiB * 2 ** 30 - totalmem())).toBeLessThanOrEqual(2 ** 29);
  expect(environmentOf(undefined, undefined)).toMatchObject({ ...machine, mosquitto: null, kafka: null });
});

test("a fault that was not healed has a duration of 0", () => {
  const times = { beganAt: 1_000, injectedAt: 2_000 };
  const healed = { injectedMs: 2, healedMs: 5, effect: null };
  expect(faultTimesMs({ ...times, healedAt: 5_000 }, toMs)).toEqual(healed);
  expect(faultTimesMs(times, toMs)).toEqual({ ...healed, healedMs: 2 });
});

test("what the fault met is in the report, also if that is too little", () => {
  const effect = { isSufficient: false, seen: "1 of 5 cuts met a connection" };
  expect(faultTimesMs({ beganAt: 1, injectedAt: 1, effect }, toMs)).toMatchObject({ effect: effect.seen });
});

test("a second reading of the log has null for what is not there", () => {
  const reading = { found: 4, onlyIndependentReader: 3, notFound: 2, hasHoles: true };
  expect(toIndependentReading(undefined)).toBeNull();
  expect(toIndependentReading({ ...reading, failure: undefined })).toEqual({ ...reading, failure: null });
  expect(toIndependentReading({ ...reading, failure: "gone" })).toEqual({ ...reading, failure: "gone" });
});

test("readings that the publisher kept have the time of their making and the reason for which they are free", () => {
  const { anomalies } = judge([
    ...[made(0, { at: 1_000 }), made(1, { at: 9_000 }), sent(1)],
    ...[made(2, { at: 20_000 }), sent(2), sent(3), acknowledged(3)],
    ...[toggled("Inactive"), made(4, { at: 9_500 }), sent(4)],
  ]);
  const rules = { qos: 0, disturbances: [{ firstAt: 9_000, lastAt: 10_000 }] } as const;
  const reason = "made during fault and recovery at QoS 0";
  const reading = (seq: number) => ({ device: "d", run: "r", seq });
  expect(named(anomalies, rules, toMs)).toMatchObject({
    unsent: [{ ...reading(0), madeMs: 1, free: null }],
    unconfirmed: [
      { ...reading(1), madeMs: 9, free: reason },
      { ...reading(2), madeMs: 20, free: null },
      { ...reading(4), madeMs: 9.5, free: reason },
    ],
    missingFinal: [{ ...reading(4), free: reason }],
    lost: [{ ...reading(3), hop: "publisher-mqtt", deadLettered: false }],
  });
});

test("a reading whose making has no record has no time of it", () => {
  const { anomalies } = judge([...published(0), sent(1)]);
  const { unconfirmed } = named(anomalies, { qos: 1, disturbances: [] }, toMs);
  expect(unconfirmed).toEqual([{ device: "d", run: "r", seq: 1, madeMs: null, free: null }]);
});

test("of each anomaly at most so many are named that a bridge that floods does not exceed a file", () => {
  const reading = { device: "d", run: "r", seq: 0 };
  const many = Array<typeof reading>(maxNamed + 1).fill(reading);
  const held = many.map(() => ({ ...reading, madeAt: 0, publisherEnded: true }));
  const given = { ...judge([]).anomalies, duplicates: many, missingFinal: many, unsent: held };
  const all = named(given, { qos: 1, disturbances: [] }, toMs);
  expect([all.duplicates, all.missingFinal, all.unsent].map(({ length }) => length)).toEqual([
    maxNamed,
    maxNamed,
    maxNamed,
  ]);
});
