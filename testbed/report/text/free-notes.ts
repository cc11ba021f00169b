import { type JudgementFields } from "../fields/report-fields.ts";

/** Returns a sentence for the readings of each word that are counted, and in no budget. */
export function freeNotes({ free }: Pick<JudgementFields, "free">): string[] {
  return free.map(({ word, reason, count }) => `Not in the budget: ${word} ${count}, ${reason}.`);
}
