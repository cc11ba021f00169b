import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { runStep } from "../../../../scripts/setup/step.mjs";
import { checkout as project } from "../../../../testbed/checkout.ts";
import { waitFor } from "../../../../testbed/wait-for.ts";

/** Returns a checkout with one input, and a step that writes `half` into its output, fails and counts its runs. */
function failingStep() {
  const checkout = mkdtempSync(join(tmpdir(), "checkout-"));
  onTestFinished(() => rmSync(checkout, { recursive: true }));
  const said = vi.spyOn(console, "log").mockImplementation(() => undefined);
  onTestFinished(() => said.mockRestore());
  writeFileSync(join(checkout, "input"), "1");
  const step = {
    title: "a step",
    inputs: ["input"],
    output: "output",
    command: ["sh", "-c", "mkdir output; touch output/half; echo run >> runs; exit 1"],
  };
  const runs = () => readFileSync(join(checkout, "runs"), "utf8").trim().split("\n").length;
  return { checkout, step, runs, said };
}

test("an optional step that fails leaves no partial output, names the consequence, and is tried again for other inputs only", async () => {
  const { checkout, step, runs, said } = failingStep();
  const optional = { ...step, without: "all is slower" };
  await runStep(checkout, optional);
  expect(readdirSync(join(checkout, "output"))).toEqual([]);
  expect(said.mock.lastCall?.[0]).toContain("all is slower");
  await runStep(checkout, optional);
  expect(runs()).toBe(1);
  writeFileSync(join(checkout, "input"), "2");
  await runStep(checkout, optional);
  expect(runs()).toBe(2);
});

test("an optional step may also fail to start its program", async () => {
  const { checkout, step } = failingStep();
  await runStep(checkout, { ...step, command: ["no-such-program"], without: "all is slower" });
  expect(readFileSync(join(checkout, ".testbed/cache/a-step.log"), "utf8")).toContain("ENOENT");
});

test("a required step that fails is tried again every time, and the end of its log is in the message", async () => {
  const { checkout, step, runs } = failingStep();
  const talking = { ...step, command: ["sh", "-c", `${step.command[2]?.replace("exit", "echo why; exit")}`] };
  await expect(runStep(checkout, talking)).rejects.toThrow(/failed[\s\S]*why/);
  await expect(runStep(checkout, talking)).rejects.toThrow(/failed/);
  expect(runs()).toBe(2);
});

test("a signal to set-up is passed to its step, which may clean up and does not count as failed", async () => {
  const { checkout } = failingStep();
  mkdirSync(join(checkout, "output"));
  const command = `process.on("SIGINT", () => setTimeout(() => {
    require("node:fs").writeFileSync("put-away", ""); process.exit(1);
  }, 200)); require("node:fs").writeFileSync("begun", ""); setInterval(() => 0, 1000)`;
  const step = {
    ...{ title: "a step", inputs: ["input"], output: "output", without: "all is slower" },
    command: [process.execPath, "-e", command],
  };
  const setUp = spawn(process.execPath, [
    ...["--input-type=module", "-e"],
    `import { runStep } from ${JSON.stringify(join(project, "scripts/setup/step.mjs"))};
     await runStep(${JSON.stringify(checkout)}, ${JSON.stringify(step)})`,
  ]);
  const exit = once(setUp, "exit");
  await waitFor(
    { description: "the step to begin", timeoutMs: 10_000 },
    () => existsSync(join(checkout, "begun")) || undefined,
  );
  setUp.kill("SIGINT");
  expect(await exit).toEqual([130, null]);
  expect(existsSync(join(checkout, "put-away"))).toBe(true);
  expect(existsSync(join(checkout, ".testbed/cache/a-step.sha256"))).toBe(false);
});
