import { randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { isRunning, processIdentity } from "../processes/proc.ts";
import { LeftOvers } from "./left-overs.ts";

/** A folder that another pipeline uses. */
export class FolderInUseError extends Error {
  override readonly name = "FolderInUseError";
}

/** A process, and its start in clock ticks since boot, by which it is told from a later one with the same id. */
export interface KnownProcess {
  readonly pid: number;
  readonly bornAt: string;
}

/** The process that holds a folder, its containers, and the leaders of the process groups that it has started, by part. */
export interface Holder extends KnownProcess {
  /** Mark of all processes of its pipeline. */
  readonly mark: string;
  readonly parts: Record<string, KnownProcess>;
  /** Compose project of its containers; left out without any. */
  project?: string;
  /** Whether its bridge runs in a container; left out if not. */
  hasBridgeContainer?: boolean;
}

/**
 * Keeps a second pipeline off a folder. It also records the process groups of the parts: a holder that was killed (SIGKILL)
 * could not stop them, so the next holder ends exactly those before it starts its own.
 */
export class FolderLock implements Disposable {
  readonly #file: string;
  readonly #holder: Holder;
  readonly #left: LeftOvers | undefined;

  private constructor(file: string, holder: Holder, left: LeftOvers | undefined) {
    this.#file = file;
    this.#holder = holder;
    this.#left = left;
  }

  /**
   * Takes the lock. Begins to end the parts of an earlier holder that was killed.
   * @throws {FolderInUseError} if a living process holds it
   */
  static take(file: string): FolderLock {
    mkdirSync(dirname(file), { recursive: true });
    const holder: Holder = { ...known(process.pid), mark: randomUUID(), parts: {} };
    try {
      writeFileSync(file, JSON.stringify(holder), { flag: "wx" });
      return new FolderLock(file, holder, undefined);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const left = leftOversOfDead(file);
    // Before the file forgets them: this process may be killed, too.
    left?.end();
    writeFileSync(file, JSON.stringify(holder));
    return new FolderLock(file, holder, left);
  }

  /** Mark of all processes of the holder's pipeline. */
  get mark(): string {
    return this.#holder.mark;
  }

  /**
   * Waits until nothing is left of an earlier holder that was killed. Returns a sentence for the user about that; `undefined` if
   * nothing was left.
   * @throws {FolderInUseError} if a process does not end
   */
  async untilFree(): Promise<string | undefined> {
    const left = this.#left;
    if (left === undefined) return undefined;
    const folder = dirname(this.#file);
    const stuck = await left.untilEnded();
    if (stuck.length > 0)
      throw new FolderInUseError(
        `${folder} is in use by processes of an earlier pipeline that SIGKILL does not end: ${stuck.join(", ")}`,
      );
    const { ended } = left;
    if (ended.length === 0) return undefined;
    return `The last pipeline in ${folder} had been killed and was still running; it has been ended: ${ended.join(", ")}.`;
  }

  /** Records the process of a part, the leader of its process group, instead of an earlier one of the same part. */
  remember(part: string, pid: number): void {
    this.#holder.parts[part] = known(pid);
    writeFileSync(this.#file, JSON.stringify(this.#holder));
  }

  /** Records the compose project of the pipeline's containers. */
  rememberProject(project: string): void {
    this.#holder.project = project;
    writeFileSync(this.#file, JSON.stringify(this.#holder));
  }

  /** Records that the pipeline's bridge runs in a container. */
  rememberBridgeContainer(): void {
    this.#holder.hasBridgeContainer = true;
    writeFileSync(this.#file, JSON.stringify(this.#holder));
  }

  [Symbol.dispose](): void {
    rmSync(this.#file, { force: true });
  }
}

/** Returns the left-over processes of an earlier holder. @throws {FolderInUseError} if it lives */
function leftOversOfDead(file: string): LeftOvers | undefined {
  const earlier = readHolder(file);
  if (earlier === undefined) return undefined;
  if (isAlive(earlier)) {
    throw new FolderInUseError(
      `${dirname(file)} is in use by the pipeline of process ${earlier.pid}: stop it first`,
    );
  }
  const parts = Object.entries(earlier.parts).filter(([, part]) => isAlive(part));
  return new LeftOvers({
    mark: earlier.mark,
    parts: parts.map(([name, { pid }]) => ({ name, pid })),
    project: earlier.project,
    hasBridgeContainer: earlier.hasBridgeContainer,
  });
}

/**
 * Returns the holder in a lock file; `undefined` if there is none, it was killed while it wrote the file, or the file is of an
 * earlier version, without a mark.
 */
export function readHolder(file: string): Holder | undefined {
  try {
    const holder = JSON.parse(readFileSync(file, "utf8")) as Partial<Holder>;
    return holder.mark && holder.parts ? (holder as Holder) : undefined;
  } catch {
    return undefined;
  }
}

function known(pid: number): KnownProcess {
  return { pid, bornAt: String(processIdentity(pid)?.startTicks ?? "") };
}

function isAlive({ pid, bornAt }: KnownProcess): boolean {
  return bornAt !== "" && isRunning({ pid, startTicks: Number(bornAt) });
}
