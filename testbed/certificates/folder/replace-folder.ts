import { chmod, mkdir, mkdtemp, readdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { CertificatesError } from "../certificates-error.ts";
import { isPublic } from "./file-names.ts";

type Files = Iterable<readonly [name: string, content: string | Uint8Array]>;

/**
 * Puts files into a folder in place of all that is in it. They are written to a private folder beside it, which is renamed then: the
 * folder is whole at any time, or missing. One at a time: what an earlier one that was killed has left is removed.
 * @throws {CertificatesError} if they cannot be written; the folder is as before
 */
export async function replaceFolder(folder: string, files: Files): Promise<void> {
  const earlier = `${folder}.old`;
  await makeFolder(dirname(folder));
  try {
    await removeLeft(folder);
    // Mode 0700, whatever the umask allows.
    const made = await mkdtemp(`${folder}.new-`);
    try {
      for (const [name, content] of files) await writePrivately(join(made, name), content, isPublic(name));
      await rename(folder, earlier).catch(unlessMissing);
      await rename(made, folder);
    } catch (error) {
      await rm(made, { recursive: true, force: true });
      throw error;
    }
    await rm(earlier, { recursive: true, force: true });
  } catch (cause) {
    throw cannotBeWritten(folder, cause);
  }
}

/**
 * Makes a folder if it is missing.
 * @throws {CertificatesError}
 */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (cause) {
    throw cannotBeWritten(folder, cause);
  }
}

/**
 * Replaces files in a folder, each at once. `isReadable`: whether everybody may read a file of this name.
 * @throws {CertificatesError} if one cannot be written
 */
export async function replaceFiles(
  folder: string,
  files: Files,
  isReadable: (name: string) => boolean = isPublic,
): Promise<void> {
  for (const [name, content] of files) {
    const file = join(folder, name);
    const made = `${file}.new`;
    try {
      await rm(made, { force: true });
      await writePrivately(made, content, isReadable(name));
      await rename(made, file);
    } catch (cause) {
      await rm(made, { force: true }).catch(() => undefined);
      throw cannotBeWritten(file, cause);
    }
  }
}

/** Writes a new file. A key can be read by its owner only, from the beginning. */
async function writePrivately(
  file: string,
  content: string | Uint8Array,
  isReadable: boolean,
): Promise<void> {
  await writeFile(file, content, { mode: 0o600, flag: "wx" });
  // For the users of containers, which a file may be mounted into; the umask may forbid it.
  if (isReadable) await chmod(file, 0o644);
}

async function removeLeft(folder: string): Promise<void> {
  const name = basename(folder);
  const left = (await readdir(dirname(folder))).filter(
    (each) => each === `${name}.old` || each.startsWith(`${name}.new-`),
  );
  for (const each of left) await rm(join(dirname(folder), each), { recursive: true, force: true });
}

function unlessMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== "ENOENT") throw error;
}

function cannotBeWritten(thing: string, cause: unknown): CertificatesError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new CertificatesError(`${thing} cannot be written: ${reason}`, { cause });
}
