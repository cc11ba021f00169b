import { expect } from "vitest";
import { connectorStatus } from "../../services/provision/connector.ts";
import { type FaultSpec } from "../../testbed/faults/spec/fault-spec.ts";
import { faultName } from "../../testbed/faults/spec/resolved-fault.ts";
import { test } from "../support/drills/drilled-cluster.ts";
import { expectCarriedOut } from "../support/drills/expect-carried-out.ts";

/** Longer than the session of a worker: another one has its task when the sleeper wakes. */
const longerThanSessionMs = 7_000;

/** Drills of different kinds on different roles; that of a killed leader is in the test of the cluster in containers. */
const cases: readonly (readonly [fault: FaultSpec, outageMs: number, effect: RegExp])[] = [
  [{ kind: "kill", part: "bridge:owner" }, 1_000, /^bridge:owner was bridge-[12]$/],
  [
    { kind: "isolate", part: "kafka:controller" },
    5_000,
    /^kafka:controller was kafka-[123]; connections that fell silent: [1-9]\d*, not answered: \d+$/,
  ],
  [
    { kind: "rolling", part: "consumer" },
    1_000,
    /^consumer-1 and consumer-2 were restarted one after the other, in [\d.]+ s$/,
  ],
  [{ kind: "pause", part: "bridge:owner" }, longerThanSessionMs, /^bridge:owner was bridge-[12]$/],
];

test.for(cases.map(([fault, outageMs, effect]) => ({ name: faultName(fault), fault, outageMs, effect })))(
  "$name of a cluster loses nothing that was acknowledged, keeps the order of first arrivals, and the report names who had the role",
  async ({ fault, outageMs, effect }, { drill, pipeline }) => {
    expectCarriedOut(await drill(fault, outageMs), effect);
    const { connect } = pipeline.addresses;
    const status = await connectorStatus(connect, "mqtt-source", AbortSignal.timeout(10_000));
    expect(status?.tasks.map(({ state }) => state)).toEqual(["RUNNING"]);
  },
);
