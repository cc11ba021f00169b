import { type Fault } from "../../faults/definition/fault.ts";
import { type FaultSpec } from "../../faults/spec/fault-spec.ts";
import { partOf } from "../../faults/spec/resolved-fault.ts";
import { neededParts } from "../../pipeline/needed-parts.ts";

interface FaultInForce {
  readonly spec: FaultSpec;
  readonly fault: Fault;
}

/**
 * The faults that are in force at the same time. Disposing it heals them: the latest first, except that a part comes back
 * after the parts that it needs, since its start waits until it is usable.
 */
export class FaultsInForce implements AsyncDisposable {
  readonly #faults: FaultInForce[] = [];

  /** Adds an injected fault. */
  add(spec: FaultSpec, fault: Fault): void {
    this.#faults.push({ spec, fault });
  }

  /** @throws the first failure, once all that does not depend on it has been healed */
  async [Symbol.asyncDispose](): Promise<void> {
    const failures: { readonly spec: FaultSpec; readonly error: unknown }[] = [];
    for (const { spec, fault } of healingOrder(this.#faults.splice(0))) {
      // Its start would end with the timeout of a part that waits for another one.
      if (failures.some((failed) => needs(spec, failed.spec))) continue;
      try {
        await fault[Symbol.asyncDispose]();
      } catch (error) {
        failures.push({ spec, error });
      }
    }
    const [first] = failures;
    if (first !== undefined) throw first.error;
  }
}

/** Returns the faults in the order of their healing. */
export function healingOrder<Each extends { readonly spec: FaultSpec }>(faults: readonly Each[]): Each[] {
  const order: Each[] = [];
  const place = (each: Each) => {
    if (order.includes(each)) return;
    for (const other of faults) if (needs(each.spec, other.spec)) place(other);
    order.push(each);
  };
  for (const each of faults.toReversed()) place(each);
  return order;
}

/** Whether the part of a fault needs the part of another one. A link needs none. */
function needs(spec: FaultSpec, other: FaultSpec): boolean {
  const [part, otherPart] = [partOf(spec), partOf(other)];
  return part !== undefined && otherPart !== undefined && neededParts(part).includes(otherPart);
}
