import { afterEach, expect, test, vi } from "vitest";
import { faultCommands } from "../../../../../testbed/cli/commands/fault-commands.ts";
import { drillOptions } from "../../../../../testbed/cli/options/drill-arguments.ts";
import { hang } from "../../../../../testbed/faults/hang.ts";

afterEach(() => vi.restoreAllMocks());

/** Returns the refusal of these arguments of `drill hang`; empty if they are allowed. */
async function refusal(...args: readonly string[]): Promise<string> {
  let refused = "";
  const [command] = faultCommands([hang], async (spec, given) => {
    try {
      drillOptions(spec, given);
    } catch (error) {
      refused = String(error);
    }
  });
  command?.exitOverride().configureOutput({ writeErr: () => undefined });
  await command?.parseAsync(["bridge-kafka", ...args], { from: "user" }).catch((error: unknown) => {
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
