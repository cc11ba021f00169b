import { type JudgementFields } from "../fields/report-fields.ts";
import { seconds } from "./seconds.ts";

/** Returns the outcome of a run with its grounds in one line. */
export function verdictLine(judgement: JudgementFields): string {
  const { outcome, contradictions, incomplete, noVerdict, outside, notCarriedOut } = judgement;
  switch (outcome) {
    case "inside":
      return `Inside the budget.${uncheckedText(judgement)}`;
    case "outside":
      return `Outside the budget: ${outside.map(excessText).join(", ")}.${uncheckedText(judgement)}`;
    case "not carried out":
      return `Not carried out: ${notCarriedOut.join("; ")}.`;
    case "no verdict":
      return `No verdict: ${noVerdict.join("; ")}.`;
    case "not completed":
      return `Incomplete, no verdict: ${incomplete?.split("\n", 1)[0]}`;
    case "checker contradicts itself":
      return `No verdict: the checker contradicts itself: ${contradictions.join("; ")}.`;
  }
}

/** Returns the outcome of a run for a table: with the counts outside their budget, if it is outside. */
export function outcomeText({ outcome, outside }: Pick<JudgementFields, "outcome" | "outside">): string {
  return outcome === "outside"
    ? `outside: ${outside.map(({ word, count }) => amount(word, count)).join(", ")}`
    : outcome;
}

function uncheckedText({ unchecked }: JudgementFields): string {
  return unchecked.length === 0 ? "" : ` Not checked: ${unchecked.join("; ")}.`;
}

/** Returns a count outside its budget with what is allowed, such as "lost 7 (allowed: 0)". */
export function excessText({ word, count, allowed }: JudgementFields["outside"][number]): string {
  if (allowed === null) return amount(word, count);
  return `${amount(word, count)} (allowed: ${word === "recovery" ? seconds(allowed) : allowed})`;
}

/** Returns a count with its word, such as "lost 7" or "recovery 8.5 s". */
function amount(word: string, count: number | null): string {
  if (word !== "recovery") return `${word} ${count}`;
  return count === null ? "recovery never" : `recovery ${seconds(count)}`;
}
