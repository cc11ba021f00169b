import { appendFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, vi } from "vitest";
import { parseJournalLine } from "../../services/shared/journal/parse-journal.ts";
import { type LedgerFact } from "../../testbed/ledger/fact.ts";
import { followLog } from "../../testbed/pipeline/logs/follow-log.ts";
import { type Pipeline } from "../../testbed/pipeline/pipeline.ts";
import { carryOutOn } from "../../testbed/report/carry-out.ts";
import { drillKind } from "../../testbed/report/drill/drill-kind.ts";
import { type DrillReport } from "../../testbed/report/drill/drill-report.ts";
import { drillSummary } from "../../testbed/report/drill/drill-summary.ts";
import { KafkaTap } from "../../testbed/taps/kafka-tap.ts";
import { shortDrillOptions } from "../support/commands/short-drill.ts";
import { test } from "../support/drills/drilled-pipeline.ts";

afterEach(() => vi.restoreAllMocks());

/** Whether a fault that kafkajs might have makes its users blind to the reading of this fact. */
function isSkipped(fact: { readonly fact: string; readonly seq?: number }): boolean {
  return (
    (fact.fact === "written" || fact.fact === "consumed") && fact.seq !== undefined && fact.seq % 10 === 3
  );
}

/** Makes the taps on Kafka that are opened from now on skip readings, without a gap in the offsets. */
function breakKafkaTap(): void {
  const open = KafkaTap.open.bind(KafkaTap);
  vi.spyOn(KafkaTap, "open").mockImplementation((options, onFact) =>
    open(options, (fact: LedgerFact) => {
      if (!isSkipped(fact)) onFact(fact);
    }),
  );
}

async function drillOf(pipeline: Pipeline): Promise<DrillReport> {
  const options = shortDrillOptions({ fault: { kind: "none" }, toggleEveryMs: undefined, quietMs: 2_000 });
  const hooks = { onPhase: () => undefined, signal: AbortSignal.timeout(120_000) };
  return (await carryOutOn(drillKind, pipeline, options, hooks)).report;
}

test("a tap that misses readings which the consumer has is no contradiction of the checker", async ({
  pipeline,
}) => {
  breakKafkaTap();
  const report = await drillOf(pipeline);
  const missed = report.independentReading?.onlyIndependentReader ?? 0;
  expect(missed).toBeGreaterThan(0);
  expect(report).toMatchObject({ outcome: "inside", contradictions: [] });
  expect(report.counts.inKafka).toBe(report.counts.consumed);
  expect(drillSummary(report)).toContain(
    `The Kafka tap (kafkajs) missed ${missed} readings that are in the log.`,
  );
});

test("readings that tap and consumer both miss are lost behind Kafka: the bridge is not accused", async ({
  pipeline,
}) => {
  breakKafkaTap();
  await using consumer = await JournalWithHoles.of(pipeline.journals?.consumer ?? "");
  const report = await drillOf(withConsumerJournal(pipeline, consumer.file));

  expect(report.counts.lost).toBeGreaterThan(0);
  expect(report.lostAt["kafka-consumer"]).toBe(report.counts.lost);
  expect(report.independentReading).toMatchObject({ onlyIndependentReader: report.counts.lost, notFound: 0 });
  expect(report.outcome).toBe("outside");
});

test("the log is not read again if nothing is missing", async ({ pipeline }) => {
  const report = await drillOf(pipeline);
  expect(report).toMatchObject({ outcome: "inside", independentReading: null });
});

/** The pipeline with another file as the journal of its consumer. */
function withConsumerJournal(pipeline: Pipeline, consumer: string): Pipeline {
  const journals = pipeline.journals && { ...pipeline.journals, consumer };
  return new Proxy(pipeline, {
    get(target, name) {
      if (name === "journals") return journals;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

/** A copy of the consumer's journal without the readings that are skipped, which grows with it. */
class JournalWithHoles implements AsyncDisposable {
  readonly file: string;
  readonly #folder: string;
  readonly #stop = new AbortController();
  readonly #following: Promise<void>;
  #written: Promise<void> = Promise.resolve();

  private constructor(folder: string, journal: string) {
    this.#folder = folder;
    this.file = join(folder, "consumer.jsonl");
    this.#following = followLog(journal, this.#stop.signal, (line) => {
      if (parseJournalLine(line).some(isSkipped)) return;
      this.#written = this.#written.then(() => appendFile(this.file, `${line}\n`));
    });
  }

  static async of(journal: string): Promise<JournalWithHoles> {
    const folder = await mkdtemp(join(tmpdir(), "journal-"));
    await writeFile(join(folder, "consumer.jsonl"), "");
    return new JournalWithHoles(folder, journal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#following;
    await this.#written;
    await rm(this.#folder, { recursive: true });
  }
}
