import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** A folder that another run uses. */
export class FolderInUseError extends Error {
  override readonly name = "FolderInUseError";
}

/** Who holds a folder, and the process groups that it started. */
interface Holder {
  readonly pid: number;
  readonly bornAt: string;
  readonly parts: Record<string, { readonly pid: number; readonly bornAt: string }>;
}

/**
 * Keeps a second pipeline off a folder. It remembers the parts' process groups as well: a holder that was killed
 * (SIGKILL) cannot stop its parts, so the next holder ends them, exactly those, before it starts its own.
 */
export class FolderLock implements Disposable {
  readonly #file: string;
  readonly #holder: Holder;

  private constructor(file: string, holder: Holder) {
    this.#file = file;
    this.#holder = holder;
  }

  /**
   * Takes the lock.
   * @throws {FolderInUseError} when a living process holds it
   */
  static take(file: string): FolderLock {
    mkdirSync(dirname(file), { recursive: true });
    const holder: Holder = { pid: process.pid, bornAt: bornAt(process.pid) ?? "", parts: {} };
    try {
      writeFileSync(file, JSON.stringify(holder), { flag: "wx" });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      endLeftOvers(file);
      writeFileSync(file, JSON.stringify(holder));
    }
    return new FolderLock(file, holder);
  }

  /** Remembers a part's process, the leader of its process group; a later one of the same name replaces it. */
  remember(part: string, pid: number): void {
    this.#holder.parts[part] = { pid, bornAt: bornAt(pid) ?? "" };
    writeFileSync(this.#file, JSON.stringify(this.#holder));
  }

  [Symbol.dispose](): void {
    rmSync(this.#file, { force: true });
  }
}

function endLeftOvers(file: string): void {
  const earlier = readHolder(file);
  if (earlier === undefined) return;
  if (isSameProcess(earlier)) {
    throw new FolderInUseError(
      `${dirname(file)} is in use by the pipeline of process ${earlier.pid}: stop it first`,
    );
  }
  for (const part of Object.values(earlier.parts)) {
    if (isSameProcess(part)) process.kill(-part.pid, "SIGKILL");
  }
}

/** A lock that was cut while it was written belonged to a run that was killed. */
function readHolder(file: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Holder;
  } catch {
    return undefined;
  }
}

/** Process ids are used again; together with the time of birth they are not. */
function isSameProcess({ pid, bornAt: birth }: { readonly pid: number; readonly bornAt: string }): boolean {
  return birth !== "" && bornAt(pid) === birth;
}

/** When a process was started, in clock ticks since boot: field 22 of /proc/PID/stat (proc(5)). */
function bornAt(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The second field is the program's name in parentheses and may hold anything; field 3 follows it.
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
  } catch {
    return undefined;
  }
}
