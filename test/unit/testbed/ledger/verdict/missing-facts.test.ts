import { expect, test } from "vitest";
import { optionalTaps } from "../../../../../testbed/ledger/tap.ts";
import {
  acknowledged,
  arrived,
  bridgeAcknowledged,
  consumed,
  deadLettered,
  delivered,
  dropped,
  judge,
  made,
  published,
  seen,
  sent,
  written,
} from "../facts.ts";

const complete = { made: 0, sent: 0, acknowledged: 0 };

test.each([
  ["a whole journal", [...published(0), ...arrived(0), ...published(1)], {}],
  ["a seq that the publisher skipped", [...published(0), ...published(2)], { made: 1 }],
  ["a journal without its beginning", published(3), { made: 3 }],
  ["a sending without a making, after the last making", [made(0), sent(0), sent(1)], { made: 1 }],
  ["a drop without a making", [made(0), dropped(1)], { made: 1 }],
  ["an acknowledgement without a sending", [made(0), acknowledged(0)], { sent: 1 }],
  ["a consumption without a sending", [made(0), consumed(0)], { sent: 1 }],
  ["a reading at the broker without a sending", [made(0), seen(0)], { sent: 1 }],
  ["a delivery without a sending", [made(0), delivered(0)], { sent: 1 }],
  ["an acknowledgement of the bridge without a sending", [made(0), bridgeAcknowledged(0)], { sent: 1 }],
  ["a record without a sending", [made(0), written(0)], { sent: 1 }],
  ["a dead letter without a sending", [made(0), deadLettered(0)], { sent: 1 }],
  [
    "a consumption without an acknowledgement, before one that has it",
    [made(0), sent(0), consumed(0), ...published(1)],
    { acknowledged: 1 },
  ],
])("%s", (_, facts, missing) => {
  expect(judge(facts, { taps: optionalTaps }).missingFacts).toEqual({ ...complete, ...missing });
});

test.each([
  ["that was sent last may still be on its way to the publisher", [made(0), sent(0), consumed(0)]],
  ["of a dropped reading is not waited for", [made(0), sent(0), dropped(0), consumed(0), ...published(1)]],
  ["of a reading that was not consumed may be the broker's fault", [made(0), sent(0), ...published(1)]],
  ["of a reading that nobody made is not one of the publisher's", [consumed(7), ...published(0)]],
])("an acknowledgement %s: nothing is proved to be missing", (_, facts) => {
  expect(judge(facts).missingFacts).toEqual(complete);
});

test.each([
  ["the broker's subscriber", seen(0)],
  ["the link to the bridge", delivered(0)],
  ["the reader of Kafka's log", written(0)],
  ["the consumer", consumed(0)],
])("a reading without a sending that %s saw is not unsent: only the record is missing", (_, fact) => {
  expect(judge([made(0), fact], { taps: optionalTaps }).counts.unsent).toBe(0);
});

test("facts that compensate each other in the counts are missing nevertheless", () => {
  // Two made, two sent: but not the same two.
  expect(judge([made(0), made(2), sent(0), sent(1)]).missingFacts).toMatchObject({ made: 1 });
});
