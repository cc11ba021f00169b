/**
 * Makes the archives of loaded classes with which Kafka and Connect start in half the time: runs a pipeline of its own
 * until a reading has arrived, so that whatever a reading needs has been loaded, and stops it. Called by set-up.
 */
import { mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { classArchives } from "../checkout.ts";
import { interruption } from "../interruption.ts";
import { isSoundArchive, recordClassesVariable } from "../pipeline/local/java.ts";
import { startTemporaryPipeline } from "../pipeline/temporary-pipeline.ts";
import { waitFor } from "../wait-for.ts";

const timeoutMs = 120_000;

// An interrupted recording stops its pipeline before it ends.
const signal = AbortSignal.any([interruption(), AbortSignal.timeout(timeoutMs)]);
await mkdir(classArchives, { recursive: true });
// Inside the folder that set-up empties before it tries again, so that not even kill -9 leaves it there for long.
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
    // A temporary pipeline would kill them, and Java writes the archive when it ends in peace.
    for (const part of ["publisher", "consumer", "bridge", "kafka"] as const)
      await pipeline.part(part).stop();
  }
  const kept: string[] = [];
  for (const archive of await readdir(folder)) {
    // Java that is killed while it writes, because it takes too long, leaves a part of an archive.
    if (!(await isSoundArchive(join(folder, archive)))) continue;
    // Whole or not at all, for whoever looks for it meanwhile.
    await rename(join(folder, archive), join(classArchives, archive));
    kept.push(archive);
  }
  console.log(`archives: ${kept.join(", ")}`);
  if (kept.length === 0)
    throw new Error("this Java has written no archive of loaded classes that it can use");
} finally {
  await rm(folder, { recursive: true });
}
