import { open, stat } from "node:fs/promises";
import { type Part } from "../../pipeline/part.ts";

/** Line of a worker of Connect that ends because of an error (DistributedHerder). */
const lastWords = "Uncaught exception in herder work thread, exiting";

/** Lines of Connect's worker from some time on. */
export class WorkerLog {
  readonly #file: string;
  readonly #from: number;

  private constructor(file: string, from: number) {
    this.#file = file;
    this.#from = from;
  }

  /** Begins at the present end of the log. */
  static async of({ logFile }: Pick<Part, "logFile">): Promise<WorkerLog> {
    return new WorkerLog(logFile, (await stat(logFile)).size);
  }

  /** Whether the worker has given up since: it ends by itself then, some time later. */
  async gaveUp(): Promise<boolean> {
    await using file = await open(this.#file);
    const { buffer, bytesRead } = await file.read({
      buffer: Buffer.alloc((await file.stat()).size - this.#from),
      position: this.#from,
    });
    return buffer.toString("utf8", 0, bytesRead).includes(lastWords);
  }
}
