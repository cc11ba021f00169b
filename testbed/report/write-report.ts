import { mkdir, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { escapedLines } from "../../services/shared/text/escaped-text.ts";

/** A report that could not be written; the message has the folder and the reason. */
export class ReportWriteError extends Error {
  override readonly name = "ReportWriteError";
}

/**
 * Writes the files of a report, by name or absolute path, into a folder, which is created if it is missing. Texts of others in
 * them are escaped, so that a terminal shows the files as they are.
 * @throws {ReportWriteError} if the disk is full or the folder cannot be used
 */
export async function writeReport(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    for (const [name, text] of Object.entries(files))
      await writeFile(resolve(folder, name), escapedLines(text));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ReportWriteError(`The report cannot be written to ${folder}: ${reason}`, { cause });
  }
}
