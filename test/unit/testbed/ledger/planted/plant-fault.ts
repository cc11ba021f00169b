import { type PlannedRun } from "./planned-run.ts";
import { type PlantedFault } from "./planted-fault.ts";

/** Plants a fault in one of the readings, unless that would change the meaning of another fault. */
export function plantFault(
  runs: readonly PlannedRun[],
  which: number,
  fault: PlantedFault,
  amount: number,
): void {
  const all = runs.flatMap(({ readings }) =>
    readings.map((reading, index) => ({ reading, readings, index })),
  );
  const chosen = all[which % all.length];
  if (chosen === undefined) return;
  const { reading, readings, index } = chosen;
  if (reading.fault !== undefined || reading.hasDeviceFault) return;
  if (fault === "made Active, though the final one" && !reading.isLoneFinal) return;
  const isOvertakenAlready = readings
    .slice(0, index)
    .some((before) => before.fault === "overtaken" && before.seq + before.amount >= reading.seq);
  if (isOvertakenAlready) return;
  const overtaking = readings.slice(index + 1, index + 1 + amount);
  const canBeOvertaken =
    overtaking.length === amount && overtaking.every((other) => other.fault === undefined);
  if (fault === "overtaken" && !canBeOvertaken) return;
  reading.fault = fault;
  reading.amount = amount;
}
