import { counted, forCount } from "../../counted.ts";
import { type DrillReport } from "./drill-report.ts";

/** Fields of a report that the notes are made from. */
interface FilteredFields {
  readonly counts: Pick<DrillReport["counts"], "filtered" | "lost">;
  readonly evidence: Pick<DrillReport["evidence"], "filtered">;
}

/**
 * Returns a sentence that says how many of the lost readings a transform can have removed: the bridge counts what it filters
 * and does not name it.
 */
export function filteredNotes({ counts: { filtered, lost }, evidence }: FilteredFields): string[] {
  if (filtered === 0 || lost === 0) return [];
  if (evidence.filtered === "at least") {
    return [
      `A transform removed at least ${counted(filtered, "message")}, and an unknown number before a restart of the bridge: all of the ` +
        "lost readings may be among them.",
    ];
  }
  const most = Math.min(filtered, lost);
  return [
    `At most ${most} of the lost readings ${forCount(most, "was", "were")} removed by a transform (${counted(filtered, "message")} filtered).`,
  ];
}
