import { afterEach, expect, test, vi } from "vitest";
import { faultCommands } from "../../../../../testbed/cli/commands/fault-commands.ts";
import { drillOptions } from "../../../../../testbed/cli/options/drill-arguments.ts";
import { type FaultDefinition } from "../../../../../testbed/faults/definition/fault-definition.ts";
import { hang } from "../../../../../testbed/faults/hang.ts";
import { rotate } from "../../../../../testbed/faults/secrets/rotate.ts";
import { type FaultSpec } from "../../../../../testbed/faults/spec/fault-spec.ts";

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
  expect(await refusalOf(rotate, "mqtt", "--secure", "--runtime", "compose")).toContain(
    "--runtime local is allowed, not compose",
  );
  expect(await refusal("--hang-by", "packets", "--secure")).toContain("--hang-by packets: not with --secure");
  expect(await refusal("--hang-by", "proxy", "--secure")).toBe("");
});
