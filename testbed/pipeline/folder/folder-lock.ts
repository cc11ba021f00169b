import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { processStat } from "../processes/proc.ts";
import { signalGroup } from "../processes/signals.ts";

/** A folder that another pipeline uses. */
export class FolderInUseError extends Error {
  override readonly name = "FolderInUseError";
}

/** A process, and its start by which it is told from a later one with the same id. */
interface KnownProcess {
  readonly pid: number;
  readonly bornAt: string;
}

/** The process that holds a folder, and the leaders of the process groups that it has started, by part. */
export interface Holder extends KnownProcess {
  readonly parts: Record<string, KnownProcess>;
}

/**
 * Keeps a second pipeline off a folder. It also records the process groups of the parts: a holder that was killed (SIGKILL)
 * could not stop them, so the next holder ends exactly those before it starts its own.
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
   * @throws {FolderInUseError} if a living process holds it
   */
  static take(file: string): FolderLock {
    mkdirSync(dirname(file), { recursive: true });
    const holder: Holder = { ...known(process.pid), parts: {} };
    try {
      writeFileSync(file, JSON.stringify(holder), { flag: "wx" });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      endPartsOfDead(file);
      writeFileSync(file, JSON.stringify(holder));
    }
    return new FolderLock(file, holder);
  }

  /** Records the process of a part, the leader of its process group, instead of an earlier one of the same part. */
  remember(part: string, pid: number): void {
    this.#holder.parts[part] = known(pid);
    writeFileSync(this.#file, JSON.stringify(this.#holder));
  }

  [Symbol.dispose](): void {
    rmSync(this.#file, { force: true });
  }
}

/** Ends the parts of an earlier holder. @throws {FolderInUseError} if it lives */
function endPartsOfDead(file: string): void {
  const earlier = readHolder(file);
  if (earlier === undefined) return;
  if (isAlive(earlier)) {
    throw new FolderInUseError(
      `${dirname(file)} is in use by the pipeline of process ${earlier.pid}: stop it first`,
    );
  }
  for (const part of Object.values(earlier.parts)) {
    if (isAlive(part)) signalGroup(part.pid, "SIGKILL");
  }
}

/** Returns the holder in a lock file; `undefined` if there is none, or it was killed while it wrote the file. */
export function readHolder(file: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Holder;
  } catch {
    return undefined;
  }
}

function known(pid: number): KnownProcess {
  return { pid, bornAt: bornAt(pid) };
}

function isAlive(process: KnownProcess): boolean {
  return process.bornAt !== "" && bornAt(process.pid) === process.bornAt;
}

/** Returns the start of a process in clock ticks since boot; "" if there is no such process. */
function bornAt(pid: number): string {
  return processStat(pid)?.startTicks.toString() ?? "";
}
