import { afterEach, expect, test, vi } from "vitest";
import { faultCommands } from "../../../../../testbed/cli/commands/fault-commands.ts";
import { drillOptions } from "../../../../../testbed/cli/options/drill-arguments.ts";
import { isolate } from "../../../../../testbed/faults/cluster/isolate.ts";
import { rolling } from "../../../../../testbed/faults/cluster/rolling.ts";
import { type FaultDefinition } from "../../../../../testbed/faults/definition/fault-definition.ts";
import { hang } from "../../../../../testbed/faults/hang.ts";
import { kill } from "../../../../../testbed/faults/kill.ts";
import { pause } from "../../../../../testbed/faults/pause.ts";
import { rotate } from "../../../../../testbed/faults/secrets/rotate.ts";
import { type FaultSpec } from "../../../../../testbed/faults/spec/fault-spec.ts";
import { stop } from "../../../../../testbed/faults/stop.ts";

afterEach(() => vi.restoreAllMocks());

/** Returns the refusal of these arguments of `drill hang`; empty if they are allowed. */
async function refusal(...args: readonly string[]): Promise<string> {
  return await refusalOf(hang, "bridge-kafka", ...args);
}

/** Returns the refusal of these arguments of the drill of a fault; empty if they are allowed. */
async function refusalOf(definition: FaultDefinition, ...args: readonly string[]): Promise<string> {
  let refused = "";
  const [command] = faultCommands([definition], async (spec, given) => {
    try {
      drillOptions(spec as FaultSpec, given);
    } catch (error) {
      refused = String(error);
    }
  });
  command?.exitOverride().configureOutput({ writeErr: () => undefined });
  await command?.parseAsync([...args], { from: "user" }).catch((error: unknown) => {
    refused = String(error);
  });
  return refused;
}

test("packets are dropped by processes of this machine only, as root; what hangs by the proxy needs neither", async () => {
  vi.spyOn(process, "getuid").mockReturnValue(1_000);
  expect(await refusal("--hang-by", "packets")).toContain("--hang-by packets: needs root");
  expect(await refusal("--hang-by", "packets", "--runtime", "compose")).toContain(
    "--hang-by packets: --runtime local is allowed, not compose",
  );
  expect(await refusal()).toBe("");
  expect(await refusal("--hang-by", "proxy", "--runtime", "compose")).toBe("");
});

test("a link hangs by the proxy or by packets, and by nothing else", async () => {
  expect(await refusal("--hang-by", "cable")).toContain("Allowed choices are proxy, packets.");
});

test("certificates and rights have faults only in the secure form, and packets only in the open one", async () => {
  expect(await refusalOf(rotate, "mqtt")).toContain(
    "rotate mqtt: only with --secure, which has certificates and rights",
  );
  expect(await refusalOf(rotate, "mqtt", "--secure")).toBe("");
  expect(await refusalOf(rotate, "mqtt", "--secure", "--runtime", "compose")).toBe("");
  expect(await refusal("--hang-by", "packets", "--secure")).toContain("--hang-by packets: not with --secure");
  expect(await refusal("--hang-by", "proxy", "--secure")).toBe("");
});

const refused = [
  [kill, ["kafka:leader"], "kafka:leader: only with --kafka-nodes 3 or 5"],
  [kill, ["kafka-2", "--workers", "2"], "kafka-2: only with --kafka-nodes 3 or 5"],
  [pause, ["bridge:owner", "--kafka-nodes", "3"], "bridge:owner: only with --workers 2 or more"],
  [stop, ["kafka-4", "--kafka-nodes", "3"], "kafka-4: kafka-1, kafka-2, kafka-3, kafka:leader,"],
  [kill, ["kafka:boss", "--kafka-nodes", "3"], "Allowed choices are publisher, mqtt,"],
  [rolling, ["kafka"], "rolling kafka: only with --kafka-nodes 3 or 5"],
  [rolling, ["bridge", "--kafka-nodes", "3"], "rolling bridge: only with --workers 2 or more"],
  [rolling, ["mqtt", "--kafka-nodes", "3"], "Allowed choices are kafka, bridge, consumer."],
  [isolate, ["kafka", "--kafka-nodes", "3"], "Allowed choices are kafka:leader, kafka:controller,"],
  [kill, ["kafka", "--kafka-nodes", "2"], "1, 3, 5 are allowed"],
  [rolling, ["consumer"], "rolling consumer: only with --consumers 2 or more"],
  [kill, ["consumer-2"], "consumer-2: only with --consumers 2 or more"],
  [kill, ["consumer-3", "--consumers", "2"], "consumer-3: consumer-1 and consumer-2 are allowed"],
  [kill, ["consumer", "--consumers", "5"], "a whole number from 1 to 4 is allowed"],
  [
    kill,
    ["kafka", "--consumers", "2", "--consumer-command", "node x"],
    "--consumers 2: our own consumer is allowed, not another one",
  ],
  [kill, ["kafka", "--workers", "0"], "a whole number from 1 to 8 is allowed"],
  [
    kill,
    ["kafka", "--workers", "2", "--secure"],
    "--secure: one Kafka node, worker and consumer are allowed",
  ],
  [
    kill,
    ["kafka", "--workers", "2", "--bridge-command", "node x"],
    "--workers 2: our own connector is allowed, not another bridge",
  ],
] as const;

test.each(
  refused.map(([fault, args, message]) => ({ fault, drill: [fault.kind, ...args].join(" "), args, message })),
)("drill $drill is refused in one line, before anything is started", async ({ fault, args, message }) => {
  expect(await refusalOf(fault, ...args)).toContain(message);
});

const allowed = [
  [kill, ["kafka:leader", "--kafka-nodes", "3"]],
  [pause, ["bridge-2", "--workers", "2"]],
  [rolling, ["bridge", "--workers", "2"]],
  [kill, ["consumer-2", "--consumers", "2"]],
  [kill, ["kafka", "--kafka-nodes", "5", "--workers", "8"]],
  [kill, ["kafka-3", "--kafka-nodes", "3", "--bridge-command", "node x"]],
] as const;

test.each(allowed.map(([fault, args]) => ({ fault, drill: [fault.kind, ...args].join(" "), args })))(
  "drill $drill is allowed",
  async ({ fault, args }) => {
    expect(await refusalOf(fault, ...args)).toBe("");
  },
);
