import fc from "fast-check";
import { type GapFact, type LedgerFact } from "../../../../../testbed/ledger/fact.ts";
import { type OptionalTap, optionalTaps } from "../../../../../testbed/ledger/tap.ts";
import {
  acknowledged,
  arrived,
  bridgeAcknowledged,
  bytes,
  consumed,
  deadLettered,
  delivered,
  dropped,
  gap,
  made,
  otherBytes,
  published,
  seen,
  sent,
  toggled,
  written,
} from "../facts.ts";
import { type OracleOptions } from "./run-lists.ts";

const anyStatus = fc.constantFrom("Active" as const, "Inactive" as const);
const anyBytes = fc.oneof({ weight: 4, arbitrary: fc.constant(bytes) }, fc.constant(otherBytes));
const anySequence = fc.record({
  device: fc.oneof({ weight: 3, arbitrary: fc.constant("a") }, fc.constant("b")),
  run: fc.oneof({ weight: 3, arbitrary: fc.constant("r") }, fc.constantFrom("q", "s")),
});
const anySeq = fc.nat({ max: 4 });
/** Times in µs; few, so that times are equal and the limit of lateness is met exactly. */
const anyTime = fc.nat({ max: 9 });

/** Values that a story is made of. */
interface Chosen {
  readonly seq: number;
  readonly device: string;
  readonly run: string;
  readonly at: number;
  readonly sha256: string;
  readonly status: "Active" | "Inactive";
}

/** Single facts, and sequences of facts about one reading, which reach states that single facts seldom reach. */
const stories: readonly ((chosen: Chosen) => LedgerFact[])[] = [
  ({ seq, ...chosen }) => [made(seq, chosen)],
  ({ seq, ...chosen }) => [sent(seq, chosen)],
  ({ seq, ...chosen }) => [acknowledged(seq, chosen)],
  ({ seq, ...chosen }) => [dropped(seq, chosen)],
  ({ status, ...chosen }) => [toggled(status, chosen)],
  ({ seq, ...chosen }) => [seen(seq, chosen)],
  ({ seq, ...chosen }) => [delivered(seq, chosen)],
  ({ seq, ...chosen }) => [bridgeAcknowledged(seq, chosen)],
  ({ seq, ...chosen }) => [written(seq, chosen)],
  ({ seq, ...chosen }) => [deadLettered(seq, chosen)],
  ({ seq, ...chosen }) => [consumed(seq, chosen)],
  () => [{ tap: "kafka", fact: "untraced" }],
  ({ seq }) => [{ tap: "bridge", fact: "filtered", count: seq }],
  ({ seq, ...chosen }) => [...published(seq, chosen), ...arrived(seq, chosen)],
  ({ seq, ...chosen }) => [consumed(seq, chosen), consumed(seq, chosen), made(seq, chosen)],
  // A deactivation as it should be.
  ({ seq, ...chosen }) =>
    [toggled("Inactive", chosen), ...published(seq, chosen)].concat(
      arrived(seq, { ...chosen, status: "Inactive" }),
    ),
  ({ seq, ...chosen }) => [toggled("Active", chosen), ...published(seq, chosen)],
  ({ seq, ...chosen }) => arrived(seq, { ...chosen, status: "Inactive" }),
  // A deactivation with a ghost.
  ({ seq, ...chosen }) => [
    toggled("Inactive", chosen),
    made(seq, chosen),
    ...arrived(seq, { ...chosen, status: "Inactive" }),
    ...published(seq + 1, chosen),
    ...arrived(seq + 1, chosen),
  ],
  // Losses, seen by some taps; also under names that no other story brings to the consumer.
  ({ seq, ...chosen }) => published(seq, chosen),
  ({ seq, ...chosen }) => [...published(seq, chosen), seen(seq, chosen)],
  ({ seq, ...chosen }) => [...published(seq + 6, chosen), seen(seq + 6, chosen)],
  ({ seq, ...chosen }) => [
    made(seq + 6, chosen),
    sent(seq + 6, { ...chosen, at: chosen.at + 3 }),
    acknowledged(seq + 6, { ...chosen, at: chosen.at + 4 }),
    acknowledged(seq + 6, { ...chosen, at: chosen.at + 7 }),
  ],
  ({ seq, ...chosen }) => [...published(seq, chosen), seen(seq, chosen), delivered(seq, chosen)],
];

const anyStory = fc
  .tuple(fc.constantFrom(...stories), fc.tuple(anySequence, anySeq, anyTime, anyBytes, anyStatus))
  .map(([story, [sequence, seq, at, sha256, status]]) => story({ ...sequence, seq, at, sha256, status }));

const anyEnds = fc.oneof(
  fc.constant([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const),
  fc.tuple(anyTime, anyTime).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const),
  anyTime.map((from) => [from, Number.POSITIVE_INFINITY] as const),
  anyTime.map((to) => [Number.NEGATIVE_INFINITY, to] as const),
);

/** `mqtt` and `mqtt-bridge` several times, since their gaps make a difference less often. */
const gapTaps = [
  ...(["mqtt", "mqtt", "mqtt-bridge", "mqtt-bridge", "mqtt-bridge"] as const),
  ...(["publisher", "bridge", "kafka", "consumer"] as const),
];

const anyGap: fc.Arbitrary<GapFact> = fc
  .tuple(fc.constantFrom(...gapTaps), anyEnds)
  .map(([tap, [from, to]]) => gap(tap, from, to));

const anyTaps = fc.oneof(
  fc.constant<readonly OptionalTap[]>(optionalTaps),
  fc.subarray<OptionalTap>([...optionalTaps]),
);

/** Facts for a ledger, and its options. */
export interface Stream {
  readonly facts: readonly LedgerFact[];
  readonly options: OracleOptions;
}

/** Arbitrary facts in any order, even those that no pipeline can produce. */
export const anyStream: fc.Arbitrary<Stream> = fc
  .record({
    stories: fc.oneof(fc.array(anyStory), fc.array(anyStory, { minLength: 10, maxLength: 40, size: "max" })),
    gaps: fc.oneof(fc.constant([]), fc.array(anyGap, { minLength: 1, maxLength: 3, size: "max" })),
    taps: anyTaps,
    rememberedReadings: fc.nat({ max: 4 }),
    consumedImpliesWritten: fc.boolean(),
  })
  .map(({ stories: told, gaps, taps: present, ...others }) => {
    const absent = optionalTaps.filter((tap) => !present.includes(tap));
    return {
      facts: [...told.flat(), ...gaps].filter(({ tap }) => !absent.some((other) => other === tap)),
      options: { lateAfterMs: 0.003, taps: present, ...others },
    };
  });
