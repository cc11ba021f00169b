/** Meanings of the words that are counted per device: different readings, each once, unless stated otherwise. */
const perDevice = {
  made: "made by a device",
  dropped: "made, but discarded by the publisher's full buffer",
  unsent: "made, not dropped, and never handed to the connection",
  sent: "handed to the connection at least once",
  acknowledged: "PUBACK or PUBCOMP of the broker reached the publisher",
  unknown: "sent, and not acknowledged",
  unconfirmed: "unknown, and not consumed",
  atBroker: "passed on by the broker to an MQTT subscriber of the testbed",
  inKafka: "in the Kafka log",
  consumed: "consumed at least once",
  lost: "acknowledged, and not consumed",
  duplicates: "extra consumptions of the same reading",
  reordered: "first arrivals after a higher seq of the same device and run",
  late: "first consumed later than the limit after they were made; also counted as consumed",
  phantom: "consumed or in Kafka, and never made",
  corrupt: "consumptions with other bytes than were made",
  missingFinal: "deactivations without a final reading",
  doubleFinal: "deactivations with more than one final reading",
  ghost: "readings with status Active after the final one, while Inactive",
  deadLettered: "in the dead-letter topic",
} as const;

/** Meanings of the words that are counted in total only. */
const inTotal = {
  filtered:
    "acknowledged by the bridge without a record in Kafka, by its own count: removed by a transform; 0 if not observed",
  untraced: "records in Kafka without run and seq",
} as const;

/** A word that is counted per device. */
export type DeviceWord = keyof typeof perDevice;

/** A word that is counted. */
export type CountWord = DeviceWord | keyof typeof inTotal;

/** Meaning of every counted word. */
export const meanings: Readonly<Record<CountWord, string>> = { ...perDevice, ...inTotal };

/** The words that are counted per device, in the order of reports. */
export const deviceWords = keysOf(perDevice);

/** All words that are counted, in the order of reports. */
export const countWords: readonly CountWord[] = [...deviceWords, ...keysOf(inTotal)];

/** Words for anomalies: the verdict names every reading that they count, in the order of reports. */
export const anomalyWords = [
  "dropped",
  "unsent",
  "unconfirmed",
  "lost",
  "duplicates",
  "reordered",
  "late",
  "phantom",
  "corrupt",
  "missingFinal",
  "doubleFinal",
  "ghost",
  "deadLettered",
] as const satisfies readonly DeviceWord[];

/** See {@link anomalyWords}. */
export type AnomalyWord = (typeof anomalyWords)[number];

/** A count per device for each word. */
export type DeviceCounts = Readonly<Record<DeviceWord, number>>;

/** A count for each word. */
export type Counts = Readonly<Record<CountWord, number>>;

function keysOf<T extends object>(table: T): readonly (keyof T)[] {
  return Object.keys(table) as (keyof T)[];
}
