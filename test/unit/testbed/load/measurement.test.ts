import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { type LoadRunOptions, loadDefaults } from "../../../../testbed/load/load-run-options.ts";
import { Measurement } from "../../../../testbed/load/measurement.ts";
import { type Pipeline } from "../../../../testbed/pipeline/pipeline.ts";

const second = 1_000_000;
/** The load begins 10 s after the start of the publisher, and is 1.5 s long. */
const loadBegan = 10 * second;
const options: LoadRunOptions = { ...loadDefaults, forMs: 1_500, qos: 0 };

/** Times of a reading in seconds; `due`: default `made`. */
interface Times {
  readonly made: number;
  readonly due?: number;
  readonly consumed?: number;
}

/** Returns the measurement of a run with these readings, when it has read the journals; each arrives this number of times. */
async function measured(
  readings: readonly Times[],
  arrivals = 1,
  changed: Partial<LoadRunOptions> = {},
): Promise<Measurement> {
  const folder = mkdtempSync(join(tmpdir(), "measurement-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const journals = { publisher: join(folder, "publisher"), consumer: join(folder, "consumer") };
  const lines = (facts: readonly object[]) => facts.map((fact) => `${JSON.stringify(fact)}\n`).join("");
  const named = readings.map((times, seq) => ({
    times,
    reading: { device: "d", run: "r", seq, sha256: "0".repeat(64) },
  }));
  const published = named.flatMap(({ times: { made, due = made }, reading }) => [
    { fact: "made", at: made * second, ...reading, due: due * second },
    { fact: "sent", at: made * second, ...reading },
  ]);
  const consumed = named.flatMap(({ times, reading }) =>
    times.consumed === undefined ? [] : [{ fact: "consumed", at: times.consumed * second, ...reading }],
  );
  writeFileSync(journals.publisher, lines(published));
  writeFileSync(journals.consumer, lines(consumed).repeat(arrivals));
  const instances = () => [{ processId: () => Promise.resolve(undefined) }];
  const pipeline = { journals, instances } as unknown as Pipeline;
  const measurement = await Measurement.begin(pipeline, { ...options, ...changed }, loadBegan);
  await measurement.end(false, new AbortController().signal);
  return measurement;
}

/** Returns readings that are made at these times and arrive after 1 ms. */
const arriving = (...times: readonly number[]) => times.map((made) => ({ made, consumed: made + 0.001 }));

test("rates are those of the load, whatever its length, without warm-up and drain", async () => {
  const measurement = await measured(arriving(9.5, 10, 10.5, 11, 11.4, 11.5));
  expect(measurement.rate("made")).toBeCloseTo(4 / 1.5, 9);
  expect(measurement.rate("consumed")).toBeCloseTo(4 / 1.5, 9);
  expect(measurement.rate("inKafka")).toBeCloseTo(4 / 1.5, 9);
});

test("the rate until drained counts arrivals after the warm-up, up to the last one", async () => {
  const late = { made: 11, consumed: 14 };
  expect((await measured([...arriving(9, 9.9, 10, 10.5), late])).rateUntilDrained).toBeCloseTo(3 / 4, 9);
  expect((await measured([{ made: 9 }])).rateUntilDrained).toBe(0);
});

test("a reading is made in time up to one second after the end of the load", async () => {
  const measurement = await measured(arriving(9, 11.5, 12.5, 12.6));
  expect(measurement.pace(0)).toEqual({ due: 4, madeInTime: 3, held: false });
  expect(measurement.pace(96)).toEqual({ due: 100, madeInTime: 3, held: false });
});

test("a publisher that the fault froze until the end has as long again to make what was due; beside any other fault there is a second", async () => {
  const frozen = (part: "publisher" | "bridge") => ({
    fault: { spec: { kind: "pause", part }, outageMs: 1_000 } as const,
  });
  const times = arriving(9, 11.5, 12.5, 13.5, 13.6);
  expect((await measured(times, 1, frozen("publisher"))).pace(0).madeInTime).toBe(4);
  expect((await measured(times, 1, frozen("bridge"))).pace(0).madeInTime).toBe(3);
});

test("a reading is late if it is made more than 20 ms after it was due", async () => {
  const readings = [
    { made: 10.02, due: 10 },
    { made: 10.121, due: 10.1 },
    { made: 10.5, due: 10.2 },
  ];
  const { lateMaking } = await measured(readings);
  expect(lateMaking.count).toBe(2);
  expect(lateMaking.latestMs).toBeCloseTo(300, 6);
});

test("latencies are those of readings that were due in the load, and overdue ones of the warm-up that were made in it", async () => {
  const readings = [
    { made: 9.9, consumed: 10.1 },
    { made: 10.1, due: 9, consumed: 10.2 },
    { made: 11, consumed: 11.3 },
    { made: 11.6, due: 11.5, consumed: 11.7 },
  ];
  const { endToEnd } = (await measured(readings)).latencies.histograms;
  expect(endToEnd.totalCount).toBe(2);
  expect(endToEnd.maxValue / 1_000).toBeCloseTo(1_200, -1);
});

test("repeated arrivals are not kept for a latency", async () => {
  const { latencies, ledger } = await measured(arriving(10, 10.5), 3);
  expect(ledger.verdict().counts.duplicates).toBe(4);
  expect(latencies.histograms.endToEnd.totalCount).toBe(2);
  expect(latencies.held).toBe(0);
});

test("every reading is in the account, warm-up included, and what was consumed was in Kafka", async () => {
  const { counts } = (await measured([...arriving(9, 10), { made: 11 }])).ledger.verdict();
  expect(counts).toMatchObject({ made: 3, sent: 3, inKafka: 2, consumed: 2, unconfirmed: 1 });
});

test("a pipeline without journals cannot be measured", async () => {
  const pipeline = { journals: undefined } as unknown as Pipeline;
  await expect(Measurement.begin(pipeline, options, 0)).rejects.toThrow("the pipeline writes no journals");
});
