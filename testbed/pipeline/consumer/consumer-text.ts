import { counted } from "../../counted.ts";
import { type ConsumerEvidence } from "./consumer-evidence.ts";

const kinds = {
  commits: "the consumer writes no journal, and commits offsets",
  none: "the consumer has written no line to its journal (JOURNAL) and committed nothing",
} as const;

/** Returns what is seen of a consumer under test, for messages. */
export function consumerText(evidence: ConsumerEvidence): string {
  const { kind, handled } = evidence;
  const seen =
    kind === "journal" ? `the consumer's journal (JOURNAL) names ${counted(handled, "record")}` : kinds[kind];
  const problem = unusableText(evidence);
  return problem === undefined ? seen : `${seen}; ${problem}`;
}

/** Returns what is wrong with the journal of a consumer under test; `undefined` if every line can be used. */
export function unusableText({ unusable, firstUnusable }: ConsumerEvidence): string | undefined {
  if (unusable === 0) return undefined;
  const count = unusable === 1 ? "something" : `${unusable} things`;
  return `its journal has ${count} that cannot be used: ${unusable > 1 ? "first, " : ""}${firstUnusable}`;
}
