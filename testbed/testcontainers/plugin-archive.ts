import { readFile } from "node:fs/promises";
import { posix } from "node:path";
import { unzipSync } from "fflate";

/** A file of an archive. */
export interface ArchivedFile {
  /** Path in the archive, below its root whatever the archive says. */
  readonly path: string;
  readonly content: Buffer;
}

/**
 * Returns the files of a zip archive.
 * @throws an Error if it cannot be read or is no zip archive
 */
export async function filesInArchive(archive: string): Promise<ArchivedFile[]> {
  const entries = Object.entries(unzipSync(await readFile(archive)));
  return entries
    .filter(([name]) => !name.endsWith("/"))
    .map(([name, bytes]) => ({
      path: posix.join("/", name).slice(1),
      content: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    }));
}
