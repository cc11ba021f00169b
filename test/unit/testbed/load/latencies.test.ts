import fc from "fast-check";
import { expect, test } from "vitest";
import { type LedgerFact } from "../../../../testbed/ledger/fact.ts";
import { Latencies, type TimedArrival } from "../../../../testbed/load/latencies.ts";

const run = "r";
const sha256 = "0";

/** The facts of a reading's way: due at `due`, made 30 µs later, sent 40, acknowledged 1,000, in Kafka 2,000, consumed 5,000 later. */
function way(
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
    isMeasured: (due) => due >= 1_000_000,
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

test("every span is timed from where it begins: the whole way from when the reading was due, not from when it was made", () => {
  const { publisher, consumer } = way(0, 1_000_000);
  const { counts, arrivals } = measured([...publisher, ...consumer]);
  expect(counts).toEqual({
    publishToAcknowledged: [1, 1_000],
    sentToKafka: [1, 1_960],
    kafkaToConsumed: [1, expect.closeTo(3_000, -1)],
    endToEnd: [1, expect.closeTo(5_000, -1)],
  });
  expect(arrivals).toEqual([{ at: 1_005_000, endToEnd: 5_000 }]);
});

test("however the facts of publisher and consumer are interleaved, every reading is timed once", () => {
  const ways = Array.from({ length: 20 }, (_, seq) => way(seq, 1_000_000 + seq * 100));
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

test("what repeats later changes nothing", () => {
  const { publisher, consumer } = way(0, 1_000_000);
  const again = [...publisher.slice(1), ...consumer].map((fact) => ({ ...fact, at: 9_000_000 }));
  expect(measured([...publisher, ...consumer, ...again])).toEqual(measured([...publisher, ...consumer]));
});

test("readings that were due while the load warmed up are not timed", () => {
  const { publisher, consumer } = way(0, 999_999);
  expect(measured([...publisher, ...consumer]).arrivals).toEqual([]);
});

test("a reading that never arrived is not timed, and neither is one that the publisher dropped", () => {
  const { publisher } = way(0, 1_000_000);
  const dropped = { tap: "publisher", fact: "dropped", at: 1, device: "d", run, seq: 0, sha256 } as const;
  expect(measured([...publisher, dropped]).counts["publishToAcknowledged"]?.[0]).toBe(0);
});

test("at QoS 0, where nothing is acknowledged, a reading is timed when it is consumed", () => {
  const { publisher, consumer } = way(0, 1_000_000);
  expect(measured([...publisher.slice(0, 2), ...consumer], 0).counts).toMatchObject({
    publishToAcknowledged: [0, 0],
    endToEnd: [1, expect.closeTo(5_000, -1)],
  });
});
