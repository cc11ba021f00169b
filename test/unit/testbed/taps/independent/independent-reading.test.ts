import { expect, test } from "vitest";
import { Ledger } from "../../../../../testbed/ledger/ledger.ts";
import { endWithIndependentReading } from "../../../../../testbed/taps/independent/independent-reading.ts";
import { closedAddress } from "../../../../support/kafka/closed-address.ts";
import { arrived, lateAfterMs, published } from "../../ledger/facts.ts";

async function endOf(facts: ReturnType<typeof published>, hasGap: boolean) {
  const ledger = new Ledger({ lateAfterMs });
  for (const fact of facts) ledger.add(fact);
  const reading = await endWithIndependentReading(
    ledger,
    { hasGap },
    {
      kafka: {
        ...{ brokers: [await closedAddress()], topic: "t", deadLetterTopic: "t.dead" },
        traceCarrier: "properties",
      },
      timeoutMs: 1_500,
      signal: new AbortController().signal,
    },
  );
  return { reading, gaps: ledger.verdict().gaps.kafka };
}

const everything = [{ from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }];

test("if nothing is missing the log is not read, and a gap of the tap stays", async () => {
  const sound = [...published(0), ...arrived(0)];
  expect(await endOf(sound, false)).toEqual({ reading: undefined, gaps: [] });
  expect(await endOf(sound, true)).toEqual({ reading: undefined, gaps: everything });
});

test("a reading that is not possible has its reason, and a gap of the tap stays", async () => {
  const reading = {
    ...{ found: 0, onlyIndependentReader: 0, notFound: 0, hasHoles: false },
    failure: expect.stringMatching(/^the log was not read to its end within 1\.5 s; last error: .+/),
  };
  expect(await endOf(published(0), true)).toEqual({ reading, gaps: everything });
  expect(await endOf(published(0), false)).toEqual({ reading, gaps: [] });
});

test("what was read before is no contradiction if the log cannot be read to its end", async () => {
  const { reading } = await endOf([...published(0), ...arrived(0), ...published(1)], false);
  expect(reading?.notFound).toBe(0);
});
