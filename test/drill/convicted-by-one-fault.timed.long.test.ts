import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type LinkName } from "../../services/shared/topology.ts";
import { checkout } from "../../testbed/checkout.ts";
import { openFaults } from "../../testbed/faults/spec/all-faults.ts";
import { type FaultSpec } from "../../testbed/faults/spec/fault-spec.ts";
import { faultName } from "../../testbed/faults/spec/resolved-fault.ts";
import { startPipeline } from "../../testbed/library/start-pipeline.ts";
import { type TestRun } from "../../testbed/library/test-pipeline.ts";
import { fixtureBridge } from "../support/commands/fixture-bridge.ts";
import { linkInterfacesAreMissing } from "../support/links/link-interfaces-are-missing.ts";

/** A bridge of the fixtures with a defect that one fault alone brings to light. */
interface Conviction {
  readonly defect: string;
  readonly bridge: string;
  /** The kind of fault that is most like the one that convicts it. */
  readonly nearest: FaultSpec["kind"];
  /** Link of those faults that are injected into one. */
  readonly link: LinkName;
  /** The fault that convicts it. It survives all other kinds. */
  readonly fault: FaultSpec;
  readonly outageMs: number;
  /** Hops at which readings may be lost then. */
  readonly lostAt: readonly string[];
  /** Further faults that it survives, each as long as the one that convicts it. */
  readonly survives?: readonly FaultSpec[];
}

const part = "bridge";

/** Whether each bridge has to survive all other faults (`npm run test:convictions`), or the nearest one. */
const survivesAll = process.env["CONVICTIONS"] === "all";

const convictions: readonly Conviction[] = [
  {
    defect: "acknowledges what it has in memory, and forwards it when it is asked to end",
    bridge: "saves-at-its-end",
    nearest: "stop",
    link: "bridge-kafka",
    fault: { kind: "kill", part },
    outageMs: 1_000,
    lostAt: ["bridge-kafka"],
  },
  {
    defect: "acknowledges what it has in memory when it is asked to end",
    bridge: "forgets-at-its-end",
    nearest: "kill",
    link: "mqtt-bridge",
    fault: { kind: "stop", part },
    outageMs: 1_000,
    lostAt: ["bridge-kafka"],
  },
  {
    defect: "gives its session up after a time in which it did not run",
    bridge: "resets-after-sleep",
    nearest: "hang",
    link: "mqtt-bridge",
    fault: { kind: "pause", part },
    outageMs: 4_000,
    lostAt: ["mqtt-bridge", "mqtt-kafka"],
  },
  {
    defect: "clears its buffer after twelve connections without an answer",
    bridge: "clears-its-buffer",
    nearest: "flap",
    link: "bridge-kafka",
    fault: { kind: "cut", link: "bridge-kafka" },
    outageMs: 8_000,
    lostAt: ["bridge-kafka"],
  },
  {
    defect: "gives its session up after three losses",
    bridge: "resets-session",
    nearest: "cut",
    link: "mqtt-bridge",
    fault: { kind: "flap", link: "mqtt-bridge", cuts: 3 },
    outageMs: 5_000,
    lostAt: ["mqtt-bridge"],
  },
  {
    defect: "takes for delivered what its socket took",
    bridge: "trusts-writes",
    nearest: "slow",
    link: "bridge-kafka",
    fault: { kind: "hang", link: "bridge-kafka" },
    outageMs: 600,
    lostAt: ["bridge-kafka"],
    // TCP sends again what the socket took.
    survives: linkInterfacesAreMissing() ? [] : [{ kind: "hang", link: "bridge-kafka", hangBy: "packets" }],
  },
  {
    defect: "skips a batch that Kafka, which answers, has not acknowledged in time",
    bridge: "skips-late-batches",
    nearest: "thin",
    link: "bridge-kafka",
    fault: { kind: "slow", link: "bridge-kafka", delayMs: 600 },
    outageMs: 8_000,
    lostAt: ["bridge-kafka"],
  },
  {
    defect: "discards its backlog while Kafka answers",
    bridge: "sheds-backlog",
    nearest: "slow",
    link: "bridge-kafka",
    fault: { kind: "thin", link: "bridge-kafka", kilobytesPerSecond: 10 },
    outageMs: 6_000,
    lostAt: ["bridge-kafka"],
  },
];

/** Returns each kind of fault, of the bridge or of this link. */
function faultsOn(link: LinkName): FaultSpec[] {
  return [
    { kind: "kill", part },
    { kind: "stop", part },
    { kind: "pause", part },
    { kind: "cut", link },
    { kind: "flap", link, cuts: 3 },
    { kind: "hang", link },
    { kind: "slow", link, delayMs: 300 },
    { kind: "thin", link, kilobytesPerSecond: 20 },
  ];
}

/** Returns the words outside the budget. The time that a bridge takes to recover is its own matter. */
function wordsOutside({ report }: TestRun): string[] {
  return report.outside.map(({ word }) => word).filter((word) => word !== "recovery");
}

/** Carries out all drills of a bridge on one pipeline. The last one convicts it, since each verdict is on all readings so far. */
async function convict({
  bridge: name,
  nearest,
  link,
  fault,
  outageMs,
  lostAt,
  survives = [],
}: Conviction): Promise<void> {
  const { command } = fixtureBridge(`single-fault/${name}`);
  const keepLogsIn = join(checkout, "test-results", "logs", `convicted-${name}`);
  await using pipeline = await startPipeline({
    ...{ bridge: { command }, keepLogsIn },
    ...(survives.length === 0 ? {} : { interfaceLink: link }),
  });
  const drill = (injected: FaultSpec, forMs: number) =>
    pipeline.withFault(injected, { forMs: 2_000, outageMs: forMs });
  const expectSurvived = async (other: FaultSpec, forMs: number) =>
    expect(wordsOutside(await drill(other, forMs)), faultName(other)).toEqual([]);
  const others = faultsOn(link).filter(({ kind }) => (survivesAll ? kind !== fault.kind : kind === nearest));
  for (const other of others) await expectSurvived(other, 1_500);
  for (const other of survives) await expectSurvived(other, outageMs);
  const run = await drill(fault, outageMs);
  expect(wordsOutside(run)).toEqual(["lost"]);
  const hops = Object.entries(run.report.lostAt).flatMap(([hop, lost]) => (lost > 0 ? [hop] : []));
  expect(lostAt).toEqual(expect.arrayContaining(hops));
}

test("each kind of fault has a bridge that it convicts, and is tried on all others", () => {
  // Bridges under test have no secure form, which faults of certificates and rights need, and no workers.
  const kinds = [...new Set(openFaults.map(({ kind }) => kind))];
  const kindsOf = (faults: readonly FaultSpec[]) => faults.map(({ kind }) => kind).toSorted();
  expect(kindsOf(convictions.map(({ fault }) => fault))).toEqual(kinds.toSorted());
  expect(kindsOf(faultsOn("mqtt-bridge"))).toEqual(kinds.toSorted());
  for (const { nearest, fault } of convictions) expect(nearest).not.toBe(fault.kind);
});

const title = survivesAll
  ? "a bridge that $defect is convicted by $fault.kind, and by no other fault"
  : "a bridge that $defect is convicted by $fault.kind, and survives $nearest";
const timeoutMs = 600_000;
const pairs = [0, 2, 4, 6].map((first) => ({ first, bridges: convictions.slice(first, first + 2) }));

// Side by side: drills mostly wait, and no verdict is on a time. With four at once the tester's heartbeats to Kafka came too late.
describe.each(pairs)("bridges from $first on", ({ bridges }) => {
  test.concurrent.each(bridges)(title, { timeout: timeoutMs }, convict);
});
