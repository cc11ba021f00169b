import fc from "fast-check";
import { type LedgerFact } from "../../../../../testbed/ledger/fact.ts";
import { anyPicks } from "../interleaved.ts";
import { type ExpectedVerdict, expectedVerdict } from "./expected-verdict.ts";
import { planRun, type Step } from "./planned-run.ts";
import { plantFault } from "./plant-fault.ts";
import { plantedFacts } from "./planted-facts.ts";
import { plantedFaults } from "./planted-fault.ts";

/** Facts of a run of several devices with planted faults, and the verdict on it. */
export interface PlantedRun {
  readonly facts: readonly LedgerFact[];
  readonly expected: ExpectedVerdict;
}

const anyStep = fc.oneof(
  { weight: 12, arbitrary: fc.constant<Step>("next") },
  { weight: 6, arbitrary: fc.constant<Step>("toggle") },
  { weight: 1, arbitrary: fc.constantFrom<Step[]>("second final", "ghost") },
);

const anyRun = fc
  .tuple(
    fc.array(anyStep, { minLength: 1, maxLength: 20, size: "max" }),
    fc.oneof(
      { weight: 5, arbitrary: fc.constant<Step[]>([]) },
      fc.constant<Step[]>(["toggle that makes nothing"]),
    ),
  )
  // The first step makes a reading: a run without readings leaves no facts.
  .map(([steps, end]): Step[] => ["next", ...steps, ...end]);

const anyFault = fc.record({
  which: fc.nat({ max: 999 }),
  fault: fc.constantFrom(...plantedFaults),
  amount: fc.integer({ min: 1, max: 3 }),
});

/** Arbitrary run that is correct but for planted faults, read by taps at different speeds. */
export const anyPlantedRun: fc.Arbitrary<PlantedRun> = fc
  .record({
    devices: fc.array(fc.array(anyRun, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 3 }),
    faults: fc.array(anyFault, { maxLength: 12, size: "max" }),
    phantoms: fc.subarray([0, 1, 2, 5]),
    picks: anyPicks,
  })
  .map(({ devices, faults, phantoms, picks }) => {
    const runs = devices.flatMap((deviceRuns, device) =>
      deviceRuns.map((steps, run) =>
        planRun(`device ${device}`, `run ${run}`, steps, run === deviceRuns.length - 1),
      ),
    );
    for (const { which, fault, amount } of faults) plantFault(runs, which, fault, amount);
    return { facts: plantedFacts(runs, phantoms, picks), expected: expectedVerdict(runs, phantoms) };
  });
