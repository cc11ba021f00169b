import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { checkout } from "../../testbed/pipeline/folders.ts";
import { waitFor } from "../../testbed/wait-for.ts";
import { living } from "../support/start-command.ts";

test("Ctrl-C in the middle of a fault ends a drill with exit code 130, and nothing of it is left", async () => {
  const folder = mkdtempSync(join(tmpdir(), "drill-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const command = [
    join(checkout, "testbed/cli/main.ts"),
    "drill",
    "pause",
    "kafka",
    "--for",
    "1s",
    "--outage",
    "60s",
  ];
  const child = spawn(process.execPath, [...command, "--out", join(folder, "report")], {
    env: { ...process.env, TMPDIR: folder },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const exitCode = new Promise((resolve) => child.once("close", resolve));
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text) => (output += text));
  await waitFor(
    { description: "the fault", timeoutMs: 60_000 },
    () => output.includes("❯ Fault") || undefined,
  );
  const pids = processes(folder);
  expect(living(pids)).toEqual(pids);

  child.kill("SIGINT");

  expect(await exitCode).toBe(130);
  expect(output).toContain("Interrupted: everything is stopped.");
  expect(living(pids)).toEqual([]);
  expect(readdirSync(folder)).toEqual(["report"]);
});

/** The processes of the pipeline that runs in this temporary folder. */
function processes(folder: string): number[] {
  const pipeline = readdirSync(folder).find((name) => name.startsWith("mqtt-kafka-testbed-")) ?? "";
  const lock = JSON.parse(readFileSync(join(folder, pipeline, "lock.json"), "utf8")) as {
    readonly parts: Record<string, { readonly pid: number }>;
  };
  return Object.values(lock.parts).map(({ pid }) => pid);
}
