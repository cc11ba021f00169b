/**
 * Program of set-up: makes the archives of loaded classes with which Kafka and Connect start in half the time. Runs a
 * pipeline of its own until a reading has arrived, so that all classes for a reading have been loaded, and stops it.
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
// Inside the folder that set-up empties before it tries again: after kill -9 it is not left for long.
const folder = await mkdtemp(join(classArchives, "recording-"));
process.env[recordClassesVariable] = folder;
try {
  {
    await using pipeline = await startTemporaryPipeline("local", { signal });
    const { consumerUrl } = pipeline.addresses;
    await waitFor({ description: "a reading to arrive", timeoutMs, signal }, async () => {
      const response = await fetch(`${consumerUrl}/status`, { signal });
      const { devices } = (await response.json()) as { readonly devices: readonly unknown[] };
      return devices.length > 0 || undefined;
    });
    // A temporary pipeline would kill them, and Java writes the archive at a regular end.
    for (const part of ["publisher", "consumer", "bridge", "kafka"] as const)
      await pipeline.part(part).stop();
  }
  const kept: string[] = [];
  for (const archive of await readdir(folder)) {
    // Java that is killed while it writes (stop timeout) leaves an incomplete archive.
    if (!(await isSoundArchive(join(folder, archive)))) continue;
    // A rename is atomic: a pipeline that starts meanwhile finds the whole archive or none.
    await rename(join(folder, archive), join(classArchives, archive));
    kept.push(archive);
  }
  console.log(`archives: ${kept.join(", ")}`);
  if (kept.length === 0)
    throw new Error("this Java has written no archive of loaded classes that it can use");
} finally {
  await rm(folder, { recursive: true });
}
