import { type Status } from "../../../../../services/shared/reading/reading.ts";
import { type Hop } from "../../../../../testbed/ledger/verdict/hop.ts";
import { type PlannedReading } from "./planned-run.ts";
import { type PlantedFault } from "./planted-fault.ts";

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
  "unsent",
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
