import { type FileHandle, open, stat } from "node:fs/promises";
import { StringDecoder } from "node:string_decoder";

const bufferBytes = 64 * 1024;
/** Length at which a line is passed on although it has no end. */
const longestLine = 1024 * 1024;

/** Callbacks of a reading of a {@link GrowingFile}. */
export interface GrowingFileHooks {
  readonly line: (line: string) => void;
  /** Called when the file was truncated or replaced; it is then read from its beginning. */
  readonly replaced: () => void;
}

/** Reader of a file of somebody else's that grows by lines, and need not exist yet. */
export class GrowingFile implements AsyncDisposable {
  readonly #path: string;
  #file: FileHandle | undefined;
  #position = 0;
  #rest = "";
  #decoder = new StringDecoder();

  constructor(path: string) {
    this.#path = path;
  }

  /** Whether the file has been there. */
  get exists(): boolean {
    return this.#file !== undefined;
  }

  /** Whether the last line has no end yet. */
  get endsInLine(): boolean {
    return this.#rest !== "";
  }

  /** Reads what has been added since the last call. Does nothing while there is no such file. */
  async read(hooks: GrowingFileHooks): Promise<void> {
    if (await this.#wasReplaced()) {
      await this.#close();
      hooks.replaced();
    }
    try {
      this.#file ??= await open(this.#path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
      throw error;
    }
    const buffer = Buffer.alloc(bufferBytes);
    for (;;) {
      const { bytesRead } = await this.#file.read(buffer, 0, buffer.length, this.#position);
      if (bytesRead === 0) return;
      this.#position += bytesRead;
      this.#pass(this.#decoder.write(buffer.subarray(0, bytesRead)), hooks);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#close();
  }

  #pass(text: string, { line }: GrowingFileHooks): void {
    const lines = (this.#rest + text).split("\n");
    this.#rest = lines.pop() ?? "";
    for (const each of lines) line(each);
    if (this.#rest.length < longestLine) return;
    line(this.#rest);
    this.#rest = "";
  }

  async #wasReplaced(): Promise<boolean> {
    if (this.#file === undefined) return false;
    const [own, present] = [await this.#file.stat(), await stat(this.#path).catch(() => undefined)];
    return own.size < this.#position || (present !== undefined && present.ino !== own.ino);
  }

  async #close(): Promise<void> {
    await this.#file?.close();
    this.#file = undefined;
    this.#position = 0;
    this.#rest = "";
    this.#decoder = new StringDecoder();
  }
}
