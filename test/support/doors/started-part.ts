import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ProcessName } from "../../../testbed/pipeline/part.ts";
import { ProcessPart } from "../../../testbed/pipeline/processes/process-part.ts";
import { type Program } from "../../../testbed/pipeline/processes/program.ts";

/** A single part of a pipeline that runs, with a folder of its own. */
export interface StartedPart extends AsyncDisposable {
  readonly processId: number;
  readonly restart: () => Promise<void>;
  /** Its log so far. */
  readonly log: () => Promise<string>;
}

/** Folder of a test's parts; it goes when it is disposed. */
export function partsFolder(): AsyncDisposable & { readonly path: (name: string) => string } {
  const folder = mkdtempSync(join(tmpdir(), "doors-"));
  return {
    path: (name) => {
      mkdirSync(join(folder, name), { recursive: true });
      return join(folder, name);
    },
    [Symbol.asyncDispose]: () => Promise.resolve(rmSync(folder, { recursive: true })),
  };
}

/** Starts a program and waits until it is usable. @throws with its log if it does not become so */
export async function startPart(program: Program<ProcessName>): Promise<StartedPart> {
  const part = new ProcessPart(program, { signal: AbortSignal.timeout(120_000) });
  const log = () => readFile(program.logFile, "utf8").catch(() => "");
  try {
    await part.start();
  } catch (error) {
    await part.end("kill");
    throw new Error(`${program.name} does not start:\n${await log()}`, { cause: error });
  }
  let processId = await part.processId();
  return {
    get processId() {
      return processId ?? 0;
    },
    restart: async () => {
      await part.end("stop");
      await part.start();
      processId = await part.processId();
    },
    log,
    [Symbol.asyncDispose]: () => part.end("kill"),
  };
}
