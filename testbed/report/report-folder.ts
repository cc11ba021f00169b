import { access, constants, mkdir, mkdtemp, open, rmdir } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";

/** A folder or file that reports cannot be written to; the message has its name and the reason. Nothing was started. */
export class ReportFolderError extends Error {
  override readonly name = "ReportFolderError";
}

/**
 * Creates the folder of a report, either the one that the user named or a new one under reports/, and returns its path.
 * @throws {ReportFolderError} if it cannot be created or written to
 */
export async function reportFolder(named: string | undefined, name: string): Promise<string> {
  try {
    const folder = resolve(named ?? (await newFolder(name)));
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
    return folder;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const where = named === undefined ? "reports/ in this folder" : `--out ${named}`;
    throw new ReportFolderError(`${where}: a folder that can be written to is needed (${reason})`, { cause });
  }
}

/** Removes the folder of a report that the user did not name, if nothing was written to it. */
export async function removeUnused(folder: string, named: string | undefined): Promise<void> {
  // It fails if something is in the folder.
  if (named === undefined) await rmdir(folder).catch(() => undefined);
}

/**
 * Makes sure that the file of an option can be written to. A missing one is created, empty, with the folders above it.
 * @throws {ReportFolderError}
 */
export async function requireWritableFile(option: string, file: string): Promise<void> {
  // If this fails, so does the opening, with the better reason.
  await mkdir(dirname(file), { recursive: true }).catch(() => undefined);
  try {
    await (await open(file, "a")).close();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ReportFolderError(`${option} ${file}: a file that can be written to is needed (${reason})`, {
      cause,
    });
  }
}

async function newFolder(name: string): Promise<string> {
  await mkdir("reports", { recursive: true });
  const time = new Date().toISOString().slice(0, 19).replaceAll(":", "-");
  return await mkdtemp(join("reports", `${time}-${name}-`));
}
