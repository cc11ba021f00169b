import { cp, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { type ProcessName, productOf } from "../part.ts";
import { FolderLock } from "./folder-lock.ts";
import { type Journals } from "./journals.ts";

/** The folder of one pipeline: data, logs and journals of its processes, and the lock that keeps other pipelines out. */
export class PipelineFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  get lockFile(): string {
    return join(this.path, "lock.json");
  }

  get logs(): string {
    return join(this.path, "logs");
  }

  get journalsFolder(): string {
    return join(this.data, "journals");
  }

  get journals(): Journals {
    const file = (name: string) => join(this.journalsFolder, `${name}.jsonl`);
    return {
      publisher: file("publisher"),
      consumer: file("consumer"),
      consumerUnderTest: file("consumer-under-test"),
      link: file("link"),
    };
  }

  /** Folder of the data folders of all processes. */
  get data(): string {
    return join(this.path, "data");
  }

  /** Returns the folder of a process's data. It exists once the process has needed it. */
  dataOf(name: ProcessName): string {
    return join(this.data, productOf(name));
  }

  /** Returns the file that a process logs to. */
  logOf(name: ProcessName): string {
    return join(this.logs, `${productOf(name)}.log`);
  }

  /**
   * Takes the folder for one pipeline.
   * @throws {FolderInUseError} if another one uses it
   */
  lock(): FolderLock {
    return FolderLock.take(this.lockFile);
  }

  /** Makes the folder ready for a start. Logs are of one start: a failure must not show lines of an earlier one. */
  async prepare({ removesData }: { readonly removesData: boolean }): Promise<void> {
    const removed = removesData ? [this.data, this.logs] : [this.logs];
    await Promise.all(removed.map((folder) => rm(folder, { recursive: true, force: true })));
    const needed = [this.journalsFolder, this.logs];
    await Promise.all(needed.map((folder) => mkdir(folder, { recursive: true })));
  }

  /** Removes the folder and all that is in it. The logs are copied to `keepLogsIn` before, if there are any. */
  async remove(keepLogsIn?: string): Promise<void> {
    if (keepLogsIn) await cp(this.logs, keepLogsIn, { recursive: true }).catch(() => undefined);
    await rm(this.path, { recursive: true, force: true });
  }
}
