import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { nodeFlags } from "../../services/shared/kafka/node-flags.ts";
import { checkout, classArchives } from "../../testbed/checkout.ts";
import { readHolder } from "../../testbed/pipeline/folder/folder-lock.ts";
import { PipelineFolder } from "../../testbed/pipeline/folder/pipeline-folder.ts";
import { waitFor } from "../../testbed/wait-for.ts";
import { living } from "../support/commands/start-command.ts";

test("Ctrl-C while set-up makes the archives of loaded classes leaves no process and no file behind", async () => {
  const folder = mkdtempSync(join(tmpdir(), "recording-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const archives = readdirSync(classArchives);
  const recording = spawn(
    process.execPath,
    [...nodeFlags, join(checkout, "testbed/setup/record-classes.ts")],
    { env: { ...process.env, TMPDIR: folder }, stdio: "ignore" },
  );
  const exit = once(recording, "exit");
  const pids = await waitFor({ description: "Kafka and Connect to be started", timeoutMs: 30_000 }, () => {
    const [pipeline = ""] = readdirSync(folder);
    const { parts = {} } = readHolder(new PipelineFolder(join(folder, pipeline)).lockFile) ?? {};
    return "kafka" in parts && "bridge" in parts ? Object.values(parts).map(({ pid }) => pid) : undefined;
  });
  recording.kill("SIGINT");
  expect(await exit).toEqual([1, null]);
  expect(living(pids)).toEqual([]);
  expect(readdirSync(folder)).toEqual([]);
  expect(readdirSync(classArchives)).toEqual(archives);
});
