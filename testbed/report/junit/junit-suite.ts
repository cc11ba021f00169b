import { withoutCredentials } from "../../../services/shared/text/without-credentials.ts";
import { countWords } from "../../ledger/verdict/counted-words.ts";
import { isVerdict } from "../../run/judgement/outcome.ts";
import { type RunOptions } from "../../run/run-options.ts";
import { bridgeName, consumerName } from "../../run/tested-name.ts";
import { sectionsOf } from "../drill/anomaly-sections.ts";
import { type DrillReport } from "../drill/drill-report.ts";
import { faultFieldsOf, faultTitle } from "../drill/fault-fields.ts";
import { type JudgementFields } from "../fields/report-fields.ts";
import { type LoadReport } from "../load/load-report.ts";
import { lostAtNotes } from "../text/lost-at-text.ts";
import { excessText, verdictLine } from "../text/verdict-line.ts";
import { type JUnitCase, type JUnitSuite } from "./junit-xml.ts";

/** Fields of a report of any kind from which its suite is made. */
export type SuiteReport = JudgementFields &
  Pick<DrillReport, "counts" | "anomalies" | "lostAt"> & {
    /** Left out by runs without a rate to hold. */
    readonly pace?: LoadReport["pace"];
  };

/** A run whose verdict is a suite, and its name in the series. */
export interface SuiteRun {
  readonly name: string;
  readonly options: RunOptions;
}

/** Result of a run: its report, or the reason for which it was not carried out. */
export type SuiteResult = { readonly startedAt: Date; readonly durationMs: number } & (
  | { readonly report: SuiteReport }
  | { readonly report?: undefined; readonly reason: string }
);

type Word = JudgementFields["outside"][number]["word"];

/**
 * Returns the verdict of a run as a suite: a case for each word that the budget limits, for the recovery from a fault and for
 * the rate of a load. Without a verdict every case is an error, since none was judged.
 */
export function junitSuite({ name, options }: SuiteRun, result: SuiteResult): JUnitSuite {
  const { report, startedAt, durationMs } = result;
  const { spec = { kind: "none" as const }, down } = options.fault ?? {};
  const output =
    report === undefined ? `Not carried out: ${withoutCredentials(result.reason)}` : verdictLine(report);
  return {
    name,
    properties: {
      bridge: bridgeName(options),
      ...(options.consumer === undefined ? {} : { consumer: consumerName(options.consumer) }),
      fault: `${faultTitle(faultFieldsOf(spec))}${down === undefined ? "" : ` while ${down} is down`}`,
      seed: String(options.seed),
    },
    ...{ startedAt, durationMs, output },
    cases: wordsOf(options, report).map((word) =>
      report !== undefined && isVerdict(report.outcome)
        ? judgedCase(word, report)
        : { name: word, problem: { kind: "error", message: firstLine(output), details: "" } },
    ),
  };
}

function wordsOf({ budget, fault }: RunOptions, report: SuiteReport | undefined): Word[] {
  return [
    ...countWords.filter((word) => budget[word] !== undefined),
    ...(fault === undefined ? [] : ["recovery"]),
    ...((report?.pace ?? null) === null ? [] : ["notInTime"]),
  ];
}

function judgedCase(word: Word, report: SuiteReport): JUnitCase {
  const excess = report.outside.find((each) => each.word === word);
  if (excess === undefined) return { name: word };
  const counted = countWords.find((each) => each === word);
  const details = [
    excessText(excess),
    ...(word === "lost" ? lostAtNotes(report) : []),
    ...(counted === undefined ? [] : sectionsOf(counted, report)),
  ];
  return {
    name: word,
    problem: { kind: "failure", message: excessText(excess), details: details.join("\n\n") },
  };
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0] ?? "";
}
