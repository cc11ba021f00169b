import { type Status } from "../../../../../services/shared/reading/reading.ts";
import { type Hop } from "../../../../../testbed/ledger/verdict/hop.ts";
import { type PlannedReading, type PlannedRun } from "./planned-run.ts";

/** Faults of a reading on its way. */
export const plantedFaults = [
  "lost at publisher-mqtt",
  "lost at mqtt-bridge",
  "lost at mqtt-kafka",
  "lost at bridge-kafka",
  "lost at kafka-consumer",
  "dead-lettered",
  "dropped",
  "dropped after it was sent",
  "unconfirmed",
  "acknowledgement lost",
  "sent again",
  "repeated",
  "repeated with other bytes",
  "corrupt",
  "late",
  "on the limit of lateness",
  "overtaken",
  "made Active, though the final one",
] as const;

/** See {@link plantedFaults}. */
export type PlantedFault = (typeof plantedFaults)[number];

/** Plants a fault in one of the readings, unless that would change the meaning of another fault. */
export function plant(runs: readonly PlannedRun[], which: number, fault: PlantedFault, amount: number): void {
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

const hops: Partial<Record<PlantedFault, Hop>> = {
  "lost at publisher-mqtt": "publisher-mqtt",
  "lost at mqtt-bridge": "mqtt-bridge",
  "lost at mqtt-kafka": "mqtt-kafka",
  "lost at bridge-kafka": "bridge-kafka",
  "lost at kafka-consumer": "kafka-consumer",
  "dead-lettered": "bridge-kafka",
};

const notSentOn: readonly (PlantedFault | undefined)[] = [
  "dropped",
  "dropped after it was sent",
  "unconfirmed",
];

/** Returns the hop at which a reading is lost; `undefined` if it is not lost. */
export function plantedHop({ fault }: PlannedReading): Hop | undefined {
  return fault && hops[fault];
}

/** Whether a reading arrives at the consumer. */
export function arrives(reading: PlannedReading): boolean {
  return plantedHop(reading) === undefined && !notSentOn.includes(reading.fault);
}

/** Returns how many taps see a reading on its way: 1 `mqtt`, 2 delivery, 3 its acknowledgement, 4 `kafka`, 5 `consumer`. */
export function sightings(reading: PlannedReading): number {
  switch (reading.fault) {
    case "lost at publisher-mqtt":
      return 0;
    case "lost at mqtt-bridge":
      return 1;
    case "lost at mqtt-kafka":
      return 2;
    case "lost at bridge-kafka":
    case "dead-lettered":
      return 3;
    case "lost at kafka-consumer":
      return 4;
    default:
      return arrives(reading) ? 5 : 0;
  }
}

/** Returns the status in a reading's payload. */
export function statusIn({ fault, status }: PlannedReading): Status {
  return fault === "made Active, though the final one" ? "Active" : status;
}
