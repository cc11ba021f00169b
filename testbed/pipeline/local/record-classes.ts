/**
 * Makes the archives of loaded classes with which Kafka and Connect start in half the time: runs a pipeline of its own
 * until a reading has arrived, so that whatever a reading needs has been loaded, and stops it. Called by set-up.
 */
import { cp, mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { waitFor } from "../../wait-for.ts";
import { classArchives } from "../folders.ts";
import { startTemporaryPipeline } from "../temporary-pipeline.ts";
import { recordClassesVariable } from "./java.ts";

const timeoutMs = 120_000;

await mkdir(classArchives, { recursive: true });
// Beside the place where they are looked for, so that nobody takes half an archive for a whole one.
const folder = await mkdtemp(`${classArchives}-`);
process.env[recordClassesVariable] = folder;
const signal = AbortSignal.timeout(timeoutMs);
try {
  {
    await using pipeline = await startTemporaryPipeline("local", { signal });
    const { consumerUrl } = pipeline.addresses;
    await waitFor({ description: "a reading to arrive", timeoutMs, signal }, async () => {
      const response = await fetch(`${consumerUrl}/status`);
      const { devices } = (await response.json()) as { readonly devices: readonly unknown[] };
      return devices.length > 0 || undefined;
    });
  }
  const archives = await readdir(folder);
  if (!archives.includes("kafka.jsa")) throw new Error("this Java writes no archive of loaded classes");
  for (const archive of archives) await cp(join(folder, archive), join(classArchives, archive));
} finally {
  await rm(folder, { recursive: true });
}
