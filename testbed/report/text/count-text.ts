import { type CountWord, unobservedWords } from "../../ledger/verdict/counted-words.ts";

/** Returns a count as text; "not observed" for a word that no tap observes, because its 0 is not a result. */
export function countText(word: CountWord, count: number): string {
  return unobservedWords.includes(word) ? "not observed" : String(count);
}
