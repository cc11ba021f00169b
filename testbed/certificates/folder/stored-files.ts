import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { CertificatesError } from "../certificates-error.ts";

/** A file of a folder. */
export interface StoredFile {
  readonly text: string;
  /** Permissions, such as 0o600. */
  readonly mode: number;
}

/** Files of a folder by name, and the permissions of the folder. */
export interface StoredFiles {
  readonly mode: number;
  readonly files: ReadonlyMap<string, StoredFile>;
}

/**
 * Reads those of the named files that are in a folder; `undefined` without the folder.
 * @throws {CertificatesError} if the folder or one of them cannot be read
 */
export async function storedFiles(
  folder: string,
  names: readonly string[],
): Promise<StoredFiles | undefined> {
  try {
    const found = new Set(await readdir(folder));
    const files = names
      .filter((name) => found.has(name))
      .map(async (name) => {
        const file = join(folder, name);
        const [text, { mode }] = await Promise.all([readFile(file, "utf8"), stat(file)]);
        return [name, { text, mode: permissions(mode) }] as const;
      });
    return { mode: permissions((await stat(folder)).mode), files: new Map(await Promise.all(files)) };
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CertificatesError(`${folder} cannot be read: ${reason}`, { cause });
  }
}

function permissions(mode: number): number {
  return mode & 0o777;
}
