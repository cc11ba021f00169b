import { expect, test } from "vitest";
import { type LinkName, type PartName, partNames } from "../../../../../services/shared/topology.ts";
import { allFaults } from "../../../../../testbed/faults/spec/all-faults.ts";
import { type FaultSpec } from "../../../../../testbed/faults/spec/fault-spec.ts";
import { faultName, partOf } from "../../../../../testbed/faults/spec/resolved-fault.ts";
import { neededParts } from "../../../../../testbed/pipeline/needed-parts.ts";
import { FaultsInForce } from "../../../../../testbed/run/engine/faults-in-force.ts";

const kill = (part: PartName): FaultSpec => ({ kind: "kill", part });
const cut = (link: LinkName): FaultSpec => ({ kind: "cut", link });

/** Heals the faults, injected in this order. Returns the names of those healed, and the error. */
async function heal(
  specs: readonly FaultSpec[],
  failing: Readonly<Record<string, Error>> = {},
): Promise<{ healed: string[]; error: unknown }> {
  const healed: string[] = [];
  const faults = new FaultsInForce();
  for (const spec of specs) {
    faults.add(spec, {
      [Symbol.asyncDispose]: async () => {
        const failure = failing[faultName(spec)];
        if (failure !== undefined) throw failure;
        healed.push(faultName(spec));
      },
    });
  }
  const error = await faults[Symbol.asyncDispose]().then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return { healed, error };
}

test("no part comes back before one that it needs, for every fault with every second part that is down", async () => {
  const pairs = allFaults.flatMap((spec) =>
    partNames.filter((part) => part !== partOf(spec)).map((down) => [kill(down), spec] as const),
  );
  expect(pairs.length).toBeGreaterThan(80);
  for (const pair of pairs) {
    const { healed } = await heal(pair);
    expect(healed.toSorted()).toEqual(pair.map(faultName).toSorted());
    const [first, last] = healed.map((name) =>
      partOf(pair.find((each) => faultName(each) === name) ?? pair[0]),
    );
    if (first !== undefined && last !== undefined)
      expect(neededParts(first), `${healed.join(" before ")}`).not.toContain(last);
  }
});

test("a link carries again before a part comes back", async () => {
  const { healed } = await heal([kill("bridge"), cut("bridge-kafka")]);
  expect(healed).toEqual(["cut bridge-kafka", "kill bridge"]);
});

test("the latest fault is healed first if no part needs the other", async () => {
  expect((await heal([kill("consumer"), kill("mqtt")])).healed).toEqual(["kill mqtt", "kill consumer"]);
});

test("a part whose server does not come back is not waited for, all others are healed, and the first failure is thrown", async () => {
  const failure = new Error("kafka does not start");
  const specs = [kill("kafka"), kill("bridge"), cut("publisher-mqtt")];
  const { healed, error } = await heal(specs, { "kill kafka": failure });
  expect([healed, error]).toEqual([["cut publisher-mqtt"], failure]);
});

test("a fault is healed once", async () => {
  const faults = new FaultsInForce();
  const healed: string[] = [];
  faults.add(kill("kafka"), { [Symbol.asyncDispose]: async () => void healed.push("kafka") });
  await faults[Symbol.asyncDispose]();
  await faults[Symbol.asyncDispose]();
  expect(healed).toEqual(["kafka"]);
});
