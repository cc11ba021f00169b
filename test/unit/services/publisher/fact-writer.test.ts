import { setImmediate as turn } from "node:timers/promises";
import { expect, test } from "vitest";
import { FactWriter } from "../../../../services/publisher/fact-writer.ts";
import { type Fact } from "../../../../services/shared/journal/fact.ts";
import { type Journal } from "../../../../services/shared/journal/journal.ts";

const fact = (device: string): Fact => ({ fact: "toggled", at: 0, device, run: "r", status: "Active" });

/** Returns a writer, and the devices of the facts in each of its writes. */
function recordedWriter() {
  const writes: string[] = [];
  const journal: Journal = {
    isKept: true,
    append: (facts) => writes.push(facts.map((written) => "device" in written && written.device).join()),
    [Symbol.dispose]: () => undefined,
  };
  return { writer: new FactWriter(journal), writes };
}

test("a batch is written at once by a flush, in one write, in its order", () => {
  const { writer, writes } = recordedWriter();
  for (const device of ["a", "b", "c"]) writer.add(fact(device));
  expect(writes).toEqual([]);
  writer.flush();
  expect(writes).toEqual(["a,b,c"]);
});

test("without a flush a batch is written at the end of the event loop's turn, once", async () => {
  const { writer, writes } = recordedWriter();
  writer.add(fact("a"));
  writer.add(fact("b"));
  await turn();
  expect(writes).toEqual(["a,b"]);
  writer.add(fact("c"));
  writer.flush();
  await turn();
  expect(writes).toEqual(["a,b", "c"]);
});
