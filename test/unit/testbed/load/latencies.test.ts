import fc from "fast-check";
import { expect, test } from "vitest";
import { type LedgerFact } from "../../../../testbed/ledger/fact.ts";
import { Latencies, type TimedArrival } from "../../../../testbed/load/latencies.ts";

const run = "r";
const sha256 = "0";

/** Returns the facts of a reading, in µs after `due`: made 30, sent 40, acknowledged 1,000, in Kafka 2,000, consumed 5,000. */
function factsOf(
  seq: number,
  due: number,
): { readonly publisher: LedgerFact[]; readonly consumer: LedgerFact[] } {
  const name = { device: "d", run, seq, sha256 };
  return {
    publisher: [
      { tap: "publisher", fact: "made", at: due + 30, due, ...name },
      { tap: "publisher", fact: "sent", at: due + 40, ...name },
      { tap: "publisher", fact: "acknowledged", at: due + 1_000, ...name },
    ],
    consumer: [
      { tap: "consumer", fact: "consumed", at: due + 5_000, recordedMs: (due + 2_000) / 1_000, ...name },
    ],
  };
}

function measured(facts: readonly LedgerFact[], qos: 0 | 1 = 1) {
  const arrivals: TimedArrival[] = [];
  const latencies = new Latencies({
    qos,
    toMonotonic: (epochMs) => epochMs * 1_000,
    isMeasured: ({ due }) => due >= 1_000_000,
    onArrival: (arrival) => arrivals.push(arrival),
  });
  for (const fact of facts) latencies.add(fact);
  const counts = Object.fromEntries(
    Object.entries(latencies.histograms).map(([span, { totalCount, maxValue }]) => [
      span,
      [totalCount, maxValue],
    ]),
  );
  return { counts, arrivals };
}

test("each span starts at its own stage; end to end starts at the due time, not when the reading was made", () => {
  const { publisher, consumer } = factsOf(0, 1_000_000);
  const { counts, arrivals } = measured([...publisher, ...consumer]);
  expect(counts).toEqual({
    publishToAcknowledged: [1, 1_000],
    sentToKafka: [1, 1_960],
    kafkaToConsumed: [1, expect.closeTo(3_000, -1)],
    endToEnd: [1, expect.closeTo(5_000, -1)],
  });
  expect(arrivals).toEqual([{ at: 1_005_000, endToEnd: 5_000 }]);
});

test("every reading is measured once, for any interleaving of the facts of publisher and consumer", () => {
  const ways = Array.from({ length: 20 }, (_, seq) => factsOf(seq, 1_000_000 + seq * 100));
  const all = measured(ways.flatMap(({ publisher, consumer }) => [...publisher, ...consumer])).counts;
  fc.assert(
    fc.property(fc.infiniteStream(fc.boolean()), (takesPublisher) => {
      const publisher = ways.flatMap((each) => each.publisher);
      const consumer = ways.flatMap((each) => each.consumer);
      const facts: LedgerFact[] = [];
      while (publisher.length + consumer.length > 0) {
        const source = takesPublisher.next().value ? publisher : consumer;
        facts.push(...(source.length > 0 ? source : [...publisher, ...consumer]).slice(0, 1));
        (source.length > 0 ? source : publisher.length > 0 ? publisher : consumer).shift();
      }
      expect(measured(facts).counts).toEqual(all);
    }),
  );
});

test("repeated facts change nothing", () => {
  const { publisher, consumer } = factsOf(0, 1_000_000);
  const again = [...publisher.slice(1), ...consumer].map((fact) => ({ ...fact, at: 9_000_000 }));
  expect(measured([...publisher, ...consumer, ...again])).toEqual(measured([...publisher, ...consumer]));
});

test("readings that were due during the warm-up are not measured", () => {
  const { publisher, consumer } = factsOf(0, 999_999);
  expect(measured([...publisher, ...consumer]).arrivals).toEqual([]);
});

test("readings that never arrived or that the publisher dropped are not measured", () => {
  const { publisher } = factsOf(0, 1_000_000);
  const dropped = { tap: "publisher", fact: "dropped", at: 1, device: "d", run, seq: 0, sha256 } as const;
  expect(measured([...publisher, dropped]).counts["publishToAcknowledged"]?.[0]).toBe(0);
});

test("at QoS 0, without acknowledgements, a reading is measured when it is consumed", () => {
  const { publisher, consumer } = factsOf(0, 1_000_000);
  expect(measured([...publisher.slice(0, 2), ...consumer], 0).counts).toMatchObject({
    publishToAcknowledged: [0, 0],
    endToEnd: [1, expect.closeTo(5_000, -1)],
  });
});

test("arrivals beyond the most that are timed at once are counted, when the consumer's journal is read first", () => {
  const latencies = new Latencies({
    ...{ qos: 1, toMonotonic: (epochMs) => epochMs * 1_000 },
    ...{ isMeasured: () => true, onArrival: () => undefined, maxInFlight: 2 },
  });
  const ways = [0, 1, 2].map((seq) => factsOf(seq, 1_000_000));
  for (const { consumer } of ways) for (const fact of consumer) latencies.add(fact);
  for (const { publisher } of ways) for (const fact of publisher) latencies.add(fact);
  expect(latencies.histograms.endToEnd.totalCount).toBe(2);
  expect(latencies.untimed).toBe(1);
  expect(latencies.held).toBe(0);
});

test("readings beyond the most that are timed at once are counted", () => {
  const latencies = new Latencies({
    qos: 1,
    toMonotonic: (epochMs) => epochMs * 1_000,
    isMeasured: () => true,
    onArrival: () => undefined,
    maxInFlight: 2,
  });
  const ways = [0, 1, 2, 3].map((seq) => factsOf(seq, 1_000_000));
  for (const { publisher } of ways) for (const fact of publisher) latencies.add(fact);
  for (const { consumer } of ways) for (const fact of consumer) latencies.add(fact);
  expect(latencies.histograms.endToEnd.totalCount).toBe(2);
  expect(latencies.untimed).toBe(2);
});
