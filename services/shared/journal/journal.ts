import { hash } from "node:crypto";
import { closeSync, openSync, writeSync } from "node:fs";
import { type Fact } from "./fact.ts";

/** A process's record of its own actions, to be compared with what other processes saw. */
export interface Journal extends Disposable {
  /** Whether anything is written at all. */
  readonly isKept: boolean;
  /** Appends facts in order. When it returns they are with the operating system, so SIGKILL loses none. */
  append(facts: readonly Fact[]): void;
}

/**
 * Opens the journal at `path` for appending; without a path nothing is written.
 * One write per batch and no buffer in the process: a SIGKILL during a write leaves half a line at most.
 * @throws the file system's error if the file cannot be opened
 */
export function openJournal(path: string | undefined): Journal {
  if (path === undefined) return silentJournal;
  const file = openSync(path, "a");
  return {
    isKept: true,
    append(facts) {
      if (facts.length === 0) return;
      writeWhole(file, Buffer.from(facts.map((fact) => `${JSON.stringify(fact)}\n`).join("")));
    },
    [Symbol.dispose]() {
      closeSync(file);
    },
  };
}

const silentJournal: Journal = {
  isKept: false,
  append: () => undefined,
  [Symbol.dispose]: () => undefined,
};

/** Writes all bytes or throws. A single write may take only a part of them (full disk, signal). */
function writeWhole(file: number, bytes: Buffer): void {
  let written = 0;
  while (written < bytes.length) written += writeSync(file, bytes, written);
}

/** Returns the time of a fact: now, in µs of the machine's monotonic clock. */
export function monotonicMicros(): number {
  return Number(process.hrtime.bigint() / 1000n);
}

/** Returns the SHA-256 of a payload in hex, as journals have it. */
export function sha256(payload: Uint8Array): string {
  return hash("sha256", payload, "hex");
}
