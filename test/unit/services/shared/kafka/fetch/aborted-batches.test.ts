import { expect, test } from "vitest";
import {
  type AbortedTransaction,
  abortedBatches,
} from "../../../../../../services/shared/kafka/fetch/aborted-batches.ts";
import { readBatches } from "../../../../../../services/shared/kafka/fetch/record-batch.ts";
import { fixture } from "./fixture.ts";

/** Offsets of the file that belong to aborted transactions, from the batch with this offset on. */
async function abortedOffsets(aborted: readonly AbortedTransaction[], from = 0): Promise<number[]> {
  const { batches } = await readBatches(await fixture("transactions"), "t partition 0");
  const fetched = batches.filter(({ lastOffset }) => lastOffset >= from);
  const found = [...abortedBatches(fetched, aborted)];
  return found.flatMap(({ records }) => records.map(({ offset }) => Number(offset)));
}

test("records of an aborted transaction are found up to its marker, whatever their keys are", async () => {
  expect(await abortedOffsets([{ producerId: 2n, firstOffset: 1 }])).toEqual([1, 4, 5, 6]);
});

test("without an aborted transaction none is found", async () => {
  expect(await abortedOffsets([])).toEqual([]);
});

test("several transactions in one fetch are told apart, in whatever order the broker names them", async () => {
  const [first, second] = [
    { producerId: 2n, firstOffset: 1 },
    { producerId: 1n, firstOffset: 10 },
  ];
  expect(await abortedOffsets([first, second])).toEqual([1, 4, 5, 6, 10]);
  expect(await abortedOffsets([second, first])).toEqual([1, 4, 5, 6, 10]);
});

test("a fetch may begin within several transactions", async () => {
  const aborted = [
    { producerId: 1n, firstOffset: -5 },
    { producerId: 2n, firstOffset: 1 },
  ];
  expect(await abortedOffsets(aborted, 4)).toEqual([4, 5, 6, 10]);
});
