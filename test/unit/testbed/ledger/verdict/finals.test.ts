import { describe, expect, test } from "vitest";
import { type Status } from "../../../../../services/shared/reading/reading.ts";
import { type LedgerFact } from "../../../../../testbed/ledger/fact.ts";
import {
  arrived,
  consumed,
  deadLettered,
  dropped,
  gap,
  judge,
  listed,
  made,
  published,
  seen,
  sent,
  toggled,
  written,
} from "../facts.ts";

/** Facts of a reading that is published and arrives with this status. */
const delivered = (seq: number, status: Status = "Active") => [
  ...published(seq),
  ...arrived(seq, { status }),
];

/** Facts of a device that is Active for 0 and 1, Inactive from 2 and Active again from 3. `final`: the facts of the inactive period. */
const deactivated = (final: readonly LedgerFact[]): LedgerFact[] => [
  ...[...delivered(0), ...delivered(1)],
  ...[toggled("Inactive"), ...final],
  ...[toggled("Active"), ...delivered(3)],
];

describe("a deactivation", () => {
  test("with one final reading is correct", () => {
    expect(listed(judge(deactivated(delivered(2, "Inactive"))))).toEqual({});
  });

  test("misses its final reading if it was lost", () => {
    expect(listed(judge(deactivated(published(2))))).toEqual({ lost: [2], missingFinal: [2] });
  });

  test.each([
    ["dropped by the publisher", [made(2), dropped(2)], { dropped: [2] }],
    ["unconfirmed", [made(2), sent(2)], { unconfirmed: [2] }],
    ["never sent", [made(2)], { unsent: [2] }],
    ["dead-lettered", [...published(2), deadLettered(2)], { lost: [2], deadLettered: [2] }],
    ["consumed with status Active", delivered(2, "Active"), {}],
  ] as const)("misses its final reading if it was %s", (_, final, others) => {
    expect(listed(judge(deactivated(final)))).toEqual({ ...others, missingFinal: [2] });
  });

  test("has its final reading if it arrived without being acknowledged", () => {
    const final = [made(2), sent(2), ...arrived(2, { status: "Inactive" })];
    expect(listed(judge(deactivated(final)))).toEqual({});
  });

  test("has its final reading if a reading other than the first of the period is final", () => {
    const final = [...published(2), ...delivered(3, "Inactive")];
    const facts = [...delivered(1), toggled("Inactive"), ...final, toggled("Active"), ...delivered(4)];
    expect(listed(judge(facts))).toEqual({ lost: [2] });
  });

  test("of a device that stays Inactive is judged", () => {
    const facts = [...delivered(0), toggled("Inactive")];
    expect(listed(judge([...facts, ...delivered(1, "Inactive")]))).toEqual({});
    expect(listed(judge([...facts, ...published(1)]))).toEqual({ lost: [1], missingFinal: [1] });
  });

  test("misses its final reading, the next seq, if the device made none", () => {
    expect(listed(judge([...delivered(0), toggled("Inactive")]))).toEqual({ missingFinal: [1] });
    expect(listed(judge([toggled("Inactive")]))).toEqual({ missingFinal: [0] });
  });

  test("misses its final reading if nothing was made before the toggle back", () => {
    const facts = [...delivered(0), toggled("Inactive"), toggled("Active"), ...delivered(1)];
    expect(listed(judge(facts))).toEqual({ missingFinal: [1] });
  });

  test("has two final readings if two different seqs have status Inactive", () => {
    const final = [...delivered(2, "Inactive"), ...delivered(3, "Inactive")];
    const facts = [...delivered(1), toggled("Inactive"), ...final, toggled("Active"), ...delivered(4)];
    const verdict = judge(facts);
    expect(listed(verdict)).toEqual({ doubleFinal: [2] });
    expect(verdict.anomalies.doubleFinal).toEqual([{ device: "d", run: "r", seq: 2, finals: [2, 3] }]);
  });

  test("has one final reading if the same one arrives twice", () => {
    const final = [...delivered(2, "Inactive"), ...arrived(2, { status: "Inactive" })];
    expect(listed(judge(deactivated(final)))).toEqual({ duplicates: [2] });
  });

  test("is followed by a ghost if a later reading has status Active", () => {
    const facts = [toggled("Inactive"), ...delivered(0, "Inactive"), ...delivered(1), ...delivered(2)];
    expect(listed(judge(facts))).toEqual({ ghost: [1, 2] });
  });

  test("has no effect if the device is Inactive already", () => {
    const again = [...delivered(2, "Inactive"), toggled("Inactive")];
    expect(listed(judge(deactivated(again)))).toEqual({});
    expect(listed(judge([toggled("Active"), ...deactivated(delivered(2, "Inactive"))]))).toEqual({});
  });

  test("is judged separately from the next one", () => {
    const first = deactivated(delivered(2, "Inactive"));
    const second = [toggled("Inactive"), ...published(4), toggled("Active"), ...delivered(5)];
    expect(listed(judge([...first, ...second]))).toEqual({ lost: [4], missingFinal: [4] });
  });
});

describe("the status of a reading", () => {
  test("is the one in Kafka, even if the tap on MQTT saw another", () => {
    const final = [...published(2), seen(2), written(2, { status: "Inactive" }), consumed(2)];
    expect(listed(judge(deactivated(final)))).toEqual({});
  });

  test("is the one on MQTT if the tap on Kafka did not see the reading", () => {
    const facts = [...delivered(0), toggled("Inactive"), ...published(1)];
    const arrival = [seen(1, { status: "Inactive" }), consumed(1)];
    expect(listed(judge([...facts, ...arrival, gap("kafka")]))).toEqual({});
    expect(listed(judge([...facts, seen(1), consumed(1), gap("kafka")]))).toEqual({ missingFinal: [1] });
    const ghost = [...arrival, ...published(2), seen(2), consumed(2), gap("kafka")];
    expect(listed(judge([...facts, ...ghost]))).toEqual({ ghost: [2] });
  });

  test("is counted as unchecked if no tap saw it, and causes no anomaly", () => {
    const facts = [toggled("Inactive"), ...published(0), ...published(1), consumed(0), consumed(1)];
    const verdict = judge(facts, { taps: [] });
    expect(listed(verdict)).toEqual({});
    expect(verdict.uncheckedStatuses).toBe(2);
  });

  test("is not judged outside inactive periods", () => {
    const facts = [...published(0), consumed(0), ...delivered(1, "Inactive")];
    const verdict = judge(facts);
    expect(listed(verdict)).toEqual({});
    expect(verdict.uncheckedStatuses).toBe(0);
  });
});

describe("across a kill of the publisher", () => {
  const nextRun = [...published(0, { run: "next" }), ...arrived(0, { run: "next" })];

  test.each([
    ["its final reading was lost", published(1), { lost: [1] }],
    ["its final reading was not made", [], {}],
  ] as const)(
    "a deactivation without its final reading is only counted, as unjudged: %s",
    (_, final, others) => {
      const verdict = judge([...delivered(0), toggled("Inactive"), ...final, ...nextRun]);
      expect(listed(verdict)).toEqual(others);
      expect(verdict.unjudgedDeactivations).toBe(1);
    },
  );

  test("a deactivation is only counted if no reading followed the toggle back", () => {
    const cut = [...delivered(0), toggled("Inactive"), ...published(1), toggled("Active")];
    const verdict = judge([...cut, ...nextRun]);
    expect(listed(verdict)).toEqual({ lost: [1] });
    expect(verdict.unjudgedDeactivations).toBe(1);
  });

  test.each([
    [
      "two final readings and a ghost",
      [...delivered(1, "Inactive"), ...delivered(2, "Inactive"), ...delivered(3)],
      { doubleFinal: [1], ghost: [3] },
    ],
    ["one final reading", delivered(1, "Inactive"), {}],
  ] as const)("a deactivation with %s is judged", (_, final, found) => {
    const verdict = judge([...delivered(0), toggled("Inactive"), ...final, ...nextRun]);
    expect(listed(verdict)).toEqual(found);
    expect(verdict.unjudgedDeactivations).toBe(0);
  });

  test("a deactivation that ended before is judged", () => {
    const verdict = judge([...deactivated(published(2)), ...nextRun]);
    expect(listed(verdict)).toEqual({ lost: [2], missingFinal: [2] });
    expect(verdict.unjudgedDeactivations).toBe(0);
  });

  test("a deactivation in the last run is judged", () => {
    const facts = [...nextRun, ...delivered(0), toggled("Inactive")];
    expect(listed(judge(facts))).toEqual({ missingFinal: [1] });
  });

  test("a run that the publisher does not know is no later run", () => {
    const facts = [...delivered(0), toggled("Inactive"), consumed(0, { run: "a stranger's" })];
    expect(listed(judge(facts))).toEqual({ phantom: [0], missingFinal: [1] });
  });

  test("a later run of another device has no effect", () => {
    const facts = [
      ...delivered(0),
      toggled("Inactive"),
      ...published(0, { device: "e", run: "next" }),
      consumed(0, { device: "e", run: "next" }),
    ];
    expect(listed(judge(facts))).toEqual({ missingFinal: [1] });
  });

  test("the next run of an inactive device begins Active", () => {
    const cut = [...delivered(0), toggled("Inactive"), ...delivered(1, "Inactive")];
    expect(listed(judge([...cut, ...nextRun, ...published(1, { run: "next" })]))).toEqual({ lost: [1] });
  });
});
