import { type CountWord } from "../../ledger/verdict/counted-words.ts";
import { type FilteredEvidence } from "../../ledger/verdict/verdict.ts";

/** Returns a count as text. That of filtered messages is shown as what it is: exact, a least number, or not observed. */
export function countText(word: CountWord, count: number, filtered: FilteredEvidence): string {
  if (word !== "filtered" || filtered === "exact") return String(count);
  return filtered === "at least" ? `at least ${count}` : filtered;
}
