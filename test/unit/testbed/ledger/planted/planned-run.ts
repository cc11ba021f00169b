import { type Status } from "../../../../../services/shared/reading/reading.ts";
import { type ReadingId } from "../../../../../services/shared/reading/reading-id.ts";
import { type PlantedFault } from "./planted-fault.ts";

/** Next action of a device; the last three are faults of the device. */
export type Step = "next" | "toggle" | "second final" | "ghost" | "toggle that makes nothing";

/** A reading that a device makes, with the fault that is planted on its way. */
export interface PlannedReading extends ReadingId {
  readonly status: Status;
  readonly togglesBefore: readonly Status[];
  readonly madeAt: number;
  /** Whether it is a correct final reading, and the only one of its period. */
  readonly isLoneFinal: boolean;
  /** Whether its period has a fault of the device already. */
  readonly hasDeviceFault: boolean;
  fault: PlantedFault | undefined;
  /** Number of readings that overtake it, or of its repetitions. */
  amount: number;
}

/** One device in one run. */
export interface PlannedRun {
  readonly device: string;
  readonly run: string;
  readonly readings: readonly PlannedReading[];
  readonly togglesAtEnd: readonly Status[];
  readonly periods: readonly PlannedPeriod[];
  readonly isLastRun: boolean;
}

/** An inactive period of a device. */
export interface PlannedPeriod {
  readonly first: number;
  readonly finals: number[];
  readonly ghosts: number[];
  isOver: boolean;
}

/** Returns the readings of a device that carries out these steps. */
export function planRun(device: string, run: string, steps: readonly Step[], isLastRun: boolean): PlannedRun {
  const planner = new Planner(device, run);
  for (const [index, step] of steps.entries()) planner.take(step, steps[index + 1]);
  return {
    device,
    run,
    readings: planner.readings,
    togglesAtEnd: planner.toggles,
    periods: planner.periods,
    isLastRun,
  };
}

class Planner {
  readonly readings: PlannedReading[] = [];
  readonly periods: PlannedPeriod[] = [];
  /** Toggles since the last reading. */
  toggles: Status[] = [];
  readonly #device: string;
  readonly #run: string;
  #status: Status = "Active";

  constructor(device: string, run: string) {
    this.#device = device;
    this.#run = run;
  }

  take(step: Step, nextStep: Step | undefined): void {
    const isActive = this.#status === "Active";
    if (step === "toggle" && isActive) this.#deactivate(nextStep);
    else if (step === "toggle") this.#activate();
    else if (step === "toggle that makes nothing" && isActive) {
      this.toggles.push("Inactive");
      this.periods.push({ first: this.readings.length, finals: [], ghosts: [], isOver: false });
    } else if (step === "next" && isActive) this.#make("Active");
    // Only directly after the final reading or one another, so that no period has two kinds of faults.
    else if (step === "second final" && this.readings.at(-1)?.hasDeviceFault) {
      this.periods.at(-1)?.finals.push(this.readings.length);
      this.#make("Inactive", { hasDeviceFault: true });
    } else if (step === "ghost" && this.readings.at(-1)?.hasDeviceFault) {
      this.periods.at(-1)?.ghosts.push(this.readings.length);
      this.#make("Active", { hasDeviceFault: true });
    }
  }

  #deactivate(nextStep: Step | undefined): void {
    this.#status = "Inactive";
    this.toggles.push("Inactive");
    const seq = this.readings.length;
    this.periods.push({ first: seq, finals: [seq], ghosts: [], isOver: false });
    const hasDeviceFault = nextStep === "second final" || nextStep === "ghost";
    this.#make("Inactive", { isLoneFinal: !hasDeviceFault, hasDeviceFault });
  }

  #activate(): void {
    const period = this.periods.at(-1);
    this.#status = "Active";
    this.toggles.push("Active");
    this.#make("Active");
    if (period !== undefined) period.isOver = true;
  }

  #make(status: Status, role: Partial<Pick<PlannedReading, "isLoneFinal" | "hasDeviceFault">> = {}): void {
    this.readings.push({
      device: this.#device,
      run: this.#run,
      seq: this.readings.length,
      status,
      togglesBefore: this.toggles,
      madeAt: this.readings.length * 1_000,
      isLoneFinal: false,
      hasDeviceFault: false,
      ...role,
      fault: undefined,
      amount: 1,
    });
    this.toggles = [];
  }
}
