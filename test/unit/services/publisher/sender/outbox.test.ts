import fc from "fast-check";
import { expect, test } from "vitest";
import { type InFlight, Outbox } from "../../../../../services/publisher/sender/outbox.ts";

function outboxOf(...items: number[]): Outbox<number> {
  const outbox = new Outbox<number>(1_000);
  for (const item of items) outbox.add(item);
  return outbox;
}

function takeAll(outbox: Outbox<number>): number[] {
  const taken: number[] = [];
  for (let next = outbox.takeNext(); next !== undefined; next = outbox.takeNext()) taken.push(next.item);
  return taken;
}

test("hands out the oldest first", () => {
  expect(takeAll(outboxOf(1, 2, 3))).toEqual([1, 2, 3]);
});

test("items that a lost connection did not settle are handed out again before all later ones", () => {
  const outbox = outboxOf(1, 2, 3);
  outbox.takeNext();
  const second = outbox.takeNext();
  second?.settle();
  outbox.add(4);
  outbox.connectionLost();
  expect(outbox.waiting).toBe(3);
  expect(takeAll(outbox)).toEqual([1, 3, 4]);
});

test("past the limit the oldest waiting item is dropped and returned", () => {
  const outbox = new Outbox<number>(2);
  expect(outbox.add(1)).toBeUndefined();
  expect(outbox.add(2)).toBeUndefined();
  expect(outbox.add(3)).toBe(1);
  expect(takeAll(outbox)).toEqual([2, 3]);
});

test("items in flight count towards the limit and are never dropped", () => {
  const outbox = new Outbox<number>(2);
  outbox.add(1);
  outbox.takeNext();
  outbox.add(2);
  expect(outbox.add(3)).toBe(2);
  outbox.connectionLost();
  expect(takeAll(outbox)).toEqual([1, 3]);
});

test("an answer from an earlier connection settles nothing", () => {
  const outbox = outboxOf(1);
  const first = outbox.takeNext();
  outbox.connectionLost();
  expect(first?.settle()).toBe(false);
  expect(takeAll(outbox)).toEqual([1]);
});

test("a repeated answer settles once", () => {
  const outbox = outboxOf(1, 2);
  const first = outbox.takeNext();
  expect(first?.settle()).toBe(true);
  expect(first?.settle()).toBe(false);
  expect(outbox.inFlight).toBe(0);
});

/** A slow and obvious model of the outbox, made of lists. */
class ObviousOutbox {
  waiting: number[] = [];
  inFlight: number[] = [];
  readonly limit: number;
  constructor(limit: number) {
    this.limit = limit;
  }
  add(item: number): number | undefined {
    this.waiting.push(item);
    return this.waiting.length + this.inFlight.length > this.limit ? this.waiting.shift() : undefined;
  }
  takeNext(): number | undefined {
    const next = this.waiting.shift();
    if (next !== undefined) this.inFlight.push(next);
    return next;
  }
  settle(item: number): void {
    this.inFlight = this.inFlight.filter((other) => other !== item);
  }
  connectionLost(): void {
    this.waiting = [...this.inFlight, ...this.waiting];
    this.inFlight = [];
  }
}

test("behaves like an obvious model under any sequence of calls", () => {
  const call = fc.oneof(
    { weight: 4, arbitrary: fc.constant("add" as const) },
    { weight: 4, arbitrary: fc.constant("take" as const) },
    { weight: 3, arbitrary: fc.nat({ max: 5 }) },
    { weight: 1, arbitrary: fc.constant("lost" as const) },
  );
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 8 }), fc.array(call, { maxLength: 200 }), (limit, calls) => {
      const outbox = new Outbox<number>(limit);
      const model = new ObviousOutbox(limit);
      let inFlight: InFlight<number>[] = [];
      let item = 0;
      for (const action of calls) {
        if (action === "add") {
          item += 1;
          expect(outbox.add(item)).toBe(model.add(item));
        } else if (action === "take") {
          const taken = outbox.takeNext();
          expect(taken?.item).toBe(model.takeNext());
          if (taken !== undefined) inFlight.push(taken);
        } else if (action === "lost") {
          outbox.connectionLost();
          model.connectionLost();
          inFlight = [];
        } else {
          const [settled] = inFlight.splice(action, 1);
          if (settled === undefined) continue;
          settled.settle();
          model.settle(settled.item);
        }
        expect(outbox.waiting).toBe(model.waiting.length);
        expect(outbox.inFlight).toBe(model.inFlight.length);
      }
    }),
  );
});

test("keeps its order when it frees the memory of settled items", () => {
  const outbox = new Outbox<number>(10_000);
  let expected = 0;
  for (let item = 0; item < 20_000; item += 1) {
    outbox.add(item);
    if (item % 3 === 0) continue;
    const next = outbox.takeNext();
    expect(next?.item).toBe(expected);
    next?.settle();
    expected += 1;
  }
});
