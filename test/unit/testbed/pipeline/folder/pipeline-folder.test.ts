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
import { expect, onTestFinished, test } from "vitest";
import { PipelineFolder } from "../../../../../testbed/pipeline/folder/pipeline-folder.ts";

function emptyFolder(): PipelineFolder {
  const path = mkdtempSync(join(tmpdir(), "pipeline-folder-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return new PipelineFolder(path);
}

/** A folder with data and logs of an earlier start. */
async function usedFolder(): Promise<PipelineFolder> {
  const folder = emptyFolder();
  await folder.prepare({ removesData: false });
  mkdirSync(folder.dataOf("kafka"));
  writeFileSync(join(folder.dataOf("kafka"), "segment"), "data");
  writeFileSync(folder.logOf("kafka"), "an earlier start\n");
  return folder;
}

test("logs and data are named after the products", () => {
  const folder = new PipelineFolder("/pipeline");
  expect(folder.logOf("bridge")).toBe("/pipeline/logs/connect.log");
  expect(folder.dataOf("mqtt")).toBe("/pipeline/data/mosquitto");
  expect(folder.journals.publisher).toBe("/pipeline/data/journals/publisher.jsonl");
});

test("a start keeps data and begins with empty logs", async () => {
  const folder = await usedFolder();
  await folder.prepare({ removesData: false });
  expect(readdirSync(folder.logs)).toEqual([]);
  expect(readFileSync(join(folder.dataOf("kafka"), "segment"), "utf8")).toBe("data");
  expect(existsSync(folder.journalsFolder)).toBe(true);
});

test("a fresh start begins with empty data, too", async () => {
  const folder = await usedFolder();
  await folder.prepare({ removesData: true });
  expect(existsSync(folder.dataOf("kafka"))).toBe(false);
  expect(existsSync(folder.journalsFolder)).toBe(true);
});

test("a folder is removed as a whole, and its logs are kept if asked for", async () => {
  const folder = await usedFolder();
  const kept = join(emptyFolder().path, "kept");
  await folder.remove(kept);
  expect(existsSync(folder.path)).toBe(false);
  expect(readFileSync(join(kept, "kafka.log"), "utf8")).toBe("an earlier start\n");
});

test("a folder of a start that failed before there were logs is removed, and none are kept", async () => {
  const folder = emptyFolder();
  const kept = join(emptyFolder().path, "kept");
  await folder.remove(kept);
  expect([existsSync(folder.path), existsSync(kept)]).toEqual([false, false]);
});
