import { expect, test } from "vitest";
import { type LedgerFact } from "../../../../../testbed/ledger/fact.ts";
import { FlowWatch } from "../../../../../testbed/run/observe/flow-watch.ts";
import { recoveryMsOf } from "../../../../../testbed/run/observe/recovery-ms.ts";
import { consumed, made } from "../../ledger/facts.ts";

const rules = { holdsUpMs: Number.POSITIVE_INFINITY, qos: 1 } as const;

test("readings flow when one that was made in this run has arrived; those of an earlier run do not count", () => {
  const flow = new FlowWatch(undefined);
  flow.begin(100);
  flow.add(made(0, { at: 50 }));
  flow.add(consumed(0, { at: 120 }));
  flow.add(made(1, { at: 100 }));
  expect(flow.flows).toBe(false);
  flow.add(consumed(1, { at: 130 }));
  expect(flow.flows).toBe(true);
});

test("before a run has begun nothing flows", () => {
  const flow = new FlowWatch(undefined);
  flow.add(made(0, { at: 50 }));
  flow.add(consumed(0, { at: 60 }));
  expect(flow.flows).toBe(false);
});

test("the recovery goes on after the first reading, and counts from the start of the new process or from the healing", () => {
  const flow = new FlowWatch(rules);
  flow.begin(0);
  for (const fact of [made(0, { at: 1 }), consumed(0, { at: 2 })]) flow.add(fact);
  flow.recovery?.onInjected(1_000);
  flow.recovery?.onHealing(2_000);
  for (const fact of [consumed(1, { at: 9_000 }), made(1, { at: 1_500 })]) flow.add(fact);
  const fault = { beganAt: 900, injectedAt: 1_000, healedAt: 2_000 };
  expect(recoveryMsOf(fault, flow)).toBe(7);
  expect(recoveryMsOf({ ...fault, start: { startedAt: 4_000, usableAt: 8_000 } }, flow)).toBe(5);
  // The start of a container is known by the wall clock.
  expect(recoveryMsOf({ ...fault, start: { startedAt: 9_500, usableAt: 9_600 } }, flow)).toBe(0);
  expect(recoveryMsOf(undefined, flow)).toBeUndefined();
});

test("without a fault there is no recovery", () => {
  expect(recoveryMsOf({ healedAt: 0 }, new FlowWatch(undefined))).toBeUndefined();
});

/** Returns the recovery, in ms, of devices d and e with readings before a fault from 1,000 to 2,000 µs, and then these facts. */
function recoveredAfter(facts: readonly LedgerFact[]): number | undefined {
  const flow = new FlowWatch(rules);
  flow.begin(0);
  const before = [0, 1].flatMap((partition) => {
    const device = partition === 0 ? "d" : "e";
    return [made(0, { device, at: 1 }), { ...consumed(0, { device, at: 2 }), partition }];
  });
  for (const fact of before) flow.add(fact);
  flow.recovery?.onInjected(1_000);
  flow.recovery?.onHealing(2_000);
  for (const fact of facts) flow.add(fact);
  return recoveryMsOf({ healedAt: 2_000 }, flow);
}

test("a partition into which readings are made and do not arrive has not recovered", () => {
  const arrival = [made(1, { at: 1_500 }), consumed(1, { at: 9_000 })];
  expect(recoveredAfter(arrival)).toBe(7);
  expect(recoveredAfter([made(1, { device: "e", at: 1_600 }), ...arrival])).toBeUndefined();
});

test("a reading that was made before the fault and arrives after it asks for no recovery", () => {
  const late = [made(1, { device: "e", at: 990 }), consumed(1, { device: "e", at: 2_100 })];
  expect(recoveredAfter([...late, made(1, { at: 1_500 }), consumed(1, { at: 9_000 })])).toBe(7);
});
