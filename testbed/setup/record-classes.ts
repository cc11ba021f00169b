/**
 * Set-up program: creates the archives of loaded classes (class data sharing) with which Kafka and Connect start in half the
 * time. Runs a temporary pipeline until a reading has arrived, so that all classes on a reading's path are loaded, then stops it.
 */
import { mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { classArchives } from "../checkout.ts";
import { interruption } from "../interruption.ts";
import { isSoundArchive, recordClassesVariable } from "../pipeline/local/java.ts";
import { startTemporaryPipeline } from "../pipeline/temporary-pipeline.ts";
import { waitFor } from "../wait-for.ts";

const timeoutMs = 120_000;

// An interruption stops the pipeline before the program ends.
const signal = AbortSignal.any([interruption(), AbortSignal.timeout(timeoutMs)]);
await mkdir(classArchives, { recursive: true });
// Inside the folder that set-up empties before a retry, so that the next set-up removes it after a kill -9.
const folder = await mkdtemp(join(classArchives, "recording-"));
process.env[recordClassesVariable] = folder;
try {
  {
    await using pipeline = await startTemporaryPipeline("local", { signal });
    const { consumer } = pipeline.addresses;
    await waitFor({ description: "a reading to arrive", timeoutMs, signal }, async () => {
      const response = await consumer.fetch("/status", { signal });
      const { devices } = (await response.json()) as { readonly devices: readonly unknown[] };
      return devices.length > 0 || undefined;
    });
    // Stopped here, because a temporary pipeline kills its parts, and Java writes the archive at a regular exit only.
    for (const part of ["publisher", "consumer", "bridge", "kafka"] as const)
      await pipeline.part(part).stop();
  }
  const kept: string[] = [];
  for (const archive of await readdir(folder)) {
    // A JVM that is killed while writing (stop timeout) leaves an incomplete archive.
    if (!(await isSoundArchive(join(folder, archive)))) continue;
    // Rename is atomic: a pipeline that starts meanwhile finds the complete archive or none.
    await rename(join(folder, archive), join(classArchives, archive));
    kept.push(archive);
  }
  console.log(`archives: ${kept.join(", ")}`);
  if (kept.length === 0) throw new Error("this Java wrote no usable archive of loaded classes");
} finally {
  await rm(folder, { recursive: true });
}
