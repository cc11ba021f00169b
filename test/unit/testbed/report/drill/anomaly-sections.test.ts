import { expect, test } from "vitest";
import { anomalySections } from "../../../../../testbed/report/drill/anomaly-sections.ts";
import { type DrillReport } from "../../../../../testbed/report/drill/drill-report.ts";

const reading = (seq: number) => ({ device: "d", run: "0123456789", seq });
const beforeEnd = "made before the publisher was killed or stopped";

function sections(report: Partial<Pick<DrillReport, "anomalies" | "counts" | "free">>): string[] {
  return anomalySections({ anomalies: {}, counts: {}, free: [], ...report } as unknown as DrillReport);
}

test("readings that are in no budget have a section of their own", () => {
  const unsent = [
    { ...reading(0), madeMs: 1, free: beforeEnd },
    { ...reading(1), madeMs: 2, free: null },
  ];
  const found = sections({
    anomalies: { unsent } as unknown as DrillReport["anomalies"],
    counts: { unsent: 2 } as DrillReport["counts"],
    free: [{ word: "unsent", reason: beforeEnd, count: 1 }],
  });
  expect(found).toEqual([
    "### unsent: 1\n\n- `d` seq 1 of run `01234567`",
    `### unsent, ${beforeEnd}: 1\n\n- \`d\` seq 0 of run \`01234567\``,
  ]);
});

test("a lost reading has its hop, a double final its seqs", () => {
  const found = sections({
    anomalies: {
      lost: [{ ...reading(3), hop: "bridge-kafka", deadLettered: false }],
      doubleFinal: [{ ...reading(4), finals: [4, 5] }],
      ghost: [],
    } as unknown as DrillReport["anomalies"],
    counts: { lost: 1, doubleFinal: 1, ghost: 0 } as DrillReport["counts"],
  });
  expect(found).toEqual([
    "### lost: 1\n\n- `d` seq 3 of run `01234567`, bridge-kafka",
    "### doubleFinal: 1\n\n- `d` seq 4 of run `01234567`, finals 4, 5",
  ]);
});

test("twenty readings are listed; the others are counted, and report.json may not list them all either", () => {
  const lost = Array.from({ length: 25 }, (_, seq) => reading(seq));
  const of = (count: number) =>
    sections({
      anomalies: { late: lost } as unknown as DrillReport["anomalies"],
      counts: { late: count } as DrillReport["counts"],
    })[0];
  expect(of(25)?.split("\n").at(-1)).toBe("- … 5 more in report.json");
  expect(of(25)?.split("\n")).toHaveLength(23);
  expect(of(200_000)?.split("\n").at(-1)).toBe("- … 199980 more in report.json, which does not list all");
});
