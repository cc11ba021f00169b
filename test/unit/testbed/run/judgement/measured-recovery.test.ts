import { expect, test } from "vitest";
import { measuredRecovery } from "../../../../../testbed/run/judgement/measured-recovery.ts";
import { Recovery } from "../../../../../testbed/run/observe/recovery.ts";

const second = 1_000_000;
const healed = {
  beganAt: 10 * second,
  injectedAt: 10 * second,
  healedAt: 11 * second,
  usableAt: 14 * second,
};

/** Returns the measured recovery at QoS 0 of a run whose last reading is made at `lastMadeAt`. */
function measured(
  lastMadeAt: number,
  fault: Parameters<typeof measuredRecovery>[1]["fault"],
  limitMs?: number,
) {
  const recovery = new Recovery({ holdsUpMs: Number.POSITIVE_INFINITY, qos: 0 });
  recovery.onInjected(10 * second);
  recovery.onHealing(11 * second);
  recovery.made("d", lastMadeAt * second);
  return measuredRecovery(recovery, { fault, recoveryMs: undefined, recoveryLimitMs: limitMs });
}

test("a reading can show the recovery if it is made when the part is usable and the limit is over", () => {
  expect(measured(13.9, healed)).toMatchObject({ couldShow: false });
  expect(measured(14, healed)).toMatchObject({ couldShow: true });
  expect(measured(14.9, healed, 4_000)).toMatchObject({ couldShow: false });
  expect(measured(15, healed, 4_000)).toMatchObject({ couldShow: true });
});

test("what the fault met is told if it is too little", () => {
  const effect = { isSufficient: false, seen: "none" };
  expect(measured(20, { ...healed, effect })).toMatchObject({ tooLittle: "none" });
  expect(measured(20, { ...healed, effect: { ...effect, isSufficient: true } })).not.toHaveProperty(
    "tooLittle",
  );
  expect(measured(20, healed)).not.toHaveProperty("tooLittle");
});

test("the limit counts from the start of the new process", () => {
  const start = { startedAt: 12 * second, usableAt: 14 * second };
  expect(measured(15.9, { ...healed, start }, 4_000)).toMatchObject({ couldShow: false });
  expect(measured(16, { ...healed, start }, 4_000)).toMatchObject({ couldShow: true });
});

test("a fault that was not healed in the run shows nothing; without a fault there is nothing to show", () => {
  expect(measured(20, { beganAt: 1, injectedAt: 1 })).toMatchObject({ couldShow: false });
  const none = { fault: undefined, recoveryMs: undefined, recoveryLimitMs: undefined };
  expect(measuredRecovery(undefined, none)).toBeUndefined();
});
