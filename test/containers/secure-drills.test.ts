import { expect } from "vitest";
import { type FaultSpec } from "../../testbed/faults/spec/fault-spec.ts";
import { faultName } from "../../testbed/faults/spec/resolved-fault.ts";
import { drilledSecrets } from "../support/drills/drilled-secrets.ts";
import { expectCarriedOut } from "../support/drills/expect-carried-out.ts";
import { engineIsMissing } from "../support/pipeline/engine-is-missing.ts";

const drilled = drilledSecrets("compose");
const test = (await engineIsMissing()) ? drilled.skip : drilled;

test("a cut link between Mosquitto and Connect, whose TLS ends at the proxy, loses nothing with every door shut", async ({
  drill,
}) => {
  const report = await drill({ kind: "cut", link: "mqtt-bridge" });
  expect(report.outside).toEqual([]);
  expect(report.counts.consumed).toBeGreaterThan(0);
});

/** One drill of each way in which a container takes what is changed, and of each sign of it. */
const cases: readonly (readonly [fault: FaultSpec, effect: RegExp])[] = [
  [
    { kind: "rotate", part: "mqtt" },
    /^new connections to mqtt are shown the new certificate; on mqtt-bridge 1 were open, 0 made since$/,
  ],
  [
    { kind: "rotate", part: "kafka" },
    /^new connections to kafka are shown the new certificate; on bridge-kafka [1-9]\d* were open, \d+ made since$/,
  ],
  [
    { kind: "revoke", part: "bridge" },
    /^without its right the connector's task failed \(TopicAuthorizationException: .*coffee.*\), and was restarted over REST$/,
  ],
  [{ kind: "wrong-ca", part: "mqtt" }, /^with a certificate of another CA mqtt did not get ready$/],
];

test.for(cases.map(([fault, effect]) => ({ name: faultName(fault), fault, effect })))(
  "$name in containers loses nothing that was acknowledged, keeps the order and is recovered from",
  async ({ fault, effect }, { drill }) => expectCarriedOut(await drill(fault), effect),
);
