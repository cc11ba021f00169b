import { mkdir, mkdtemp } from "node:fs/promises";
import { join, resolve } from "node:path";

/** Creates the folder of a report, either the one that the user named or a new one under reports/, and returns its path. */
export async function reportFolder(named: string | undefined, name: string): Promise<string> {
  if (named !== undefined) {
    await mkdir(named, { recursive: true });
    return resolve(named);
  }
  await mkdir("reports", { recursive: true });
  const time = new Date().toISOString().slice(0, 19).replaceAll(":", "-");
  return resolve(await mkdtemp(join("reports", `${time}-${name}-`)));
}
