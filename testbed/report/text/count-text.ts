import { type CountWord, unobservedWords } from "../../ledger/verdict/counted-words.ts";

/** Returns a count as people read it: the 0 of a word that nothing observes is not a result. */
export function countText(word: CountWord, count: number): string {
  return unobservedWords.includes(word) ? "not observed" : String(count);
}
