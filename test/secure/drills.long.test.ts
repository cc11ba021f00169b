import { type FaultSpec } from "../../testbed/faults/spec/fault-spec.ts";
import { faultName } from "../../testbed/faults/spec/resolved-fault.ts";
import { drilledSecrets } from "../support/drills/drilled-secrets.ts";
import { expectCarriedOut } from "../support/drills/expect-carried-out.ts";

const test = drilledSecrets("local");

/** One drill of each fault on the parts that take it in different ways. */
const cases: readonly (readonly [fault: FaultSpec, effect: RegExp])[] = [
  [
    { kind: "rotate", part: "mqtt" },
    /^new connections to mqtt are shown the new certificate; on mqtt-bridge 1 were open, 0 made since$/,
  ],
  [
    { kind: "rotate", part: "kafka" },
    /^new connections to kafka are shown the new certificate; on bridge-kafka [1-9]\d* were open, \d+ made since$/,
  ],
  [{ kind: "rotate", part: "publisher" }, /^publisher read its new certificate at a planned restart$/],
  [
    { kind: "revoke", part: "bridge" },
    /^without its right the connector's task failed \(TopicAuthorizationException: .*coffee.*\), and was restarted over REST$/,
  ],
  [{ kind: "revoke", part: "consumer" }, /^the consumer said: Not authorized to access topics/],
  [{ kind: "wrong-ca", part: "mqtt" }, /^with a certificate of another CA mqtt was up, and refused$/],
  [{ kind: "wrong-ca", part: "consumer" }, /^with a certificate of another CA consumer did not get ready$/],
  [
    { kind: "expire", part: "mqtt" },
    /^mqtt-bridge carried [1-9]\d* bytes in the second after the end of the certificate of mqtt; once reset, [1-9]\d* new connections were refused$/,
  ],
];

test.for(cases.map(([fault, effect]) => ({ name: faultName(fault), fault, effect })))(
  "$name loses nothing that was acknowledged, keeps the order and is recovered from, and the report says what was done",
  async ({ fault, effect }, { drill }) => expectCarriedOut(await drill(fault), effect),
);
