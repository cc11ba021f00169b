import { expect, test } from "vitest";
import { independentReadingNotes } from "../../../../../testbed/report/text/independent-reading-notes.ts";

const reading = { found: 9, onlyIndependentReader: 0, notFound: 0, hasHoles: false, failure: null };
const missed = "The Kafka tap (kafkajs) missed 1 reading that is in the log.";

test.each([
  ["was none", null, []],
  [
    "found nothing more",
    reading,
    ["The Kafka log was read again with another client: the tap (kafkajs) missed nothing."],
  ],
  ["found more", { ...reading, onlyIndependentReader: 1 }, [missed]],
  ["failed", { ...reading, failure: "gone" }, []],
  ["failed after it had found more", { ...reading, onlyIndependentReader: 1, failure: "gone" }, [missed]],
])("a second reading that %s is said to be that", (_, independentReading, notes) => {
  expect(independentReadingNotes({ independentReading })).toEqual(notes);
});
