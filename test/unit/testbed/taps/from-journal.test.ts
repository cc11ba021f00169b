import { expect, test } from "vitest";
import { type Fact, type FactKind } from "../../../../services/shared/journal/fact.ts";
import { fromJournal } from "../../../../testbed/taps/from-journal.ts";

const reading = { at: 1, device: "d", run: "r", seq: 0, sha256: "s" };

test.each<[string, Fact<Exclude<FactKind, "gap">>]>([
  ["publisher", { fact: "made", ...reading, due: 2 }],
  ["publisher", { fact: "sent", ...reading }],
  ["publisher", { fact: "acknowledged", ...reading }],
  ["publisher", { fact: "dropped", ...reading }],
  ["publisher", { fact: "toggled", at: 1, device: "d", run: "r", status: "Inactive" }],
  ["mqtt-bridge", { fact: "delivered", ...reading }],
  ["mqtt-bridge", { fact: "bridge-acknowledged", ...reading }],
  ["consumer", { fact: "consumed", ...reading, recordedMs: 3 }],
])("%s: a journal's fact keeps its fields and gets its tap: %o", (tap, fact) => {
  expect(fromJournal(fact)).toEqual({ ...fact, tap });
});
