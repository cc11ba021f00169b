import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, type TestContext, test } from "vitest";
import { checkout } from "../../testbed/checkout.ts";
import { fixtureBridge } from "../support/commands/fixture-bridge.ts";
import { living } from "../support/commands/start-command.ts";
import { expectInert } from "../support/text/hostile-texts.ts";

// Together: one of them waits for the limit of a stop.
test.concurrent("a bridge that exits at once is reported in one message with its last output, and nothing is left", async (context) => {
  const { code, output, left } = await drill("exits-at-once", context);
  expect(code).toBe(3);
  expect(output).toMatch(/connect ended during its start: exit code 3/);
  expect(output).toContain("the configuration is wrong");
  expectInert(output);
  expect(output).toContain("\\u001b]0;forged\\u0007 \\u000dInside the budget.");
  expect(left).toEqual([]);
});

test.concurrent("a bridge that ignores SIGTERM is stopped nevertheless", async (context) => {
  const { code, left } = await drill("ignores-sigterm", context);
  expect(code).toBe(0);
  expect(left).toEqual([]);
});

test.concurrent("processes that a bridge leaves in a session of their own are ended", async (context) => {
  const { code, report } = await drill("leaves-children", context);
  expect(code).toBe(0);
  const pids = [...report.matchAll(/left process (\d+) behind/g)].map(([, pid]) => Number(pid));
  expect(pids.length).toBeGreaterThan(0);
  expect(living(pids)).toEqual([]);
});

/** Runs a short drill of a fixture by the command line. `report`: the bridge's log; `left`: the temporary files left. */
function drill(
  name: string,
  { onTestFinished }: TestContext,
): Promise<{ code: number; output: string; report: string; left: string[] }> {
  const folder = mkdtempSync(join(tmpdir(), "drill-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const load = ["--rate", "200", "--devices", "10", "--for", "2s", "--outage", "100ms"];
  const out = join(folder, "report");
  const { command } = fixtureBridge(`unruly/${name}`);
  const args = ["drill", "pause", "consumer", ...load, "--bridge-command", command, "--out", out];
  return new Promise((resolve) => {
    const options = { timeout: 120_000, env: { ...process.env, TMPDIR: folder } };
    execFile(
      process.execPath,
      [join(checkout, "testbed/cli/main.ts"), ...args],
      options,
      (error, stdout, stderr) => {
        resolve({
          code: typeof error?.code === "number" ? error.code : 0,
          output: stdout + stderr,
          report: readFileSync(join(out, "logs", "connect.log"), "utf8"),
          left: readdirSync(folder).filter((entry) => entry !== "report"),
        });
      },
    );
  });
}
