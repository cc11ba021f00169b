import { hash } from "node:crypto";
import { closeSync, openSync, writeSync } from "node:fs";
import { type Status } from "../reading/reading.ts";

/** A reading in a journal: which one, and the SHA-256 (hex) of its payload. */
export interface ReadingFact {
  readonly fact:
    | "made"
    | "sent"
    | "acknowledged"
    | "dropped"
    | "delivered"
    | "bridge-acknowledged"
    | "consumed";
  /** When, in microseconds of the machine's monotonic clock, which all processes of one machine share. */
  readonly at: number;
  readonly device: string;
  readonly run: string;
  readonly seq: number;
  readonly sha256: string;
  /** `made` under load: when it was to be made; a time like `at`. */
  readonly due?: number;
  /** `consumed`: the Kafka record's timestamp, in milliseconds since the epoch. */
  readonly recordedMs?: number;
}

/** A device's change of status, written before the reading that it leads to. */
export interface ToggleFact {
  readonly fact: "toggled";
  /** As in {@link ReadingFact}. */
  readonly at: number;
  readonly device: string;
  readonly run: string;
  readonly status: Status;
}

/**
 * A time in which the link tap could not read a connection: what it delivered and acknowledged then is in no journal.
 * Written when the gap begins, without `to`, and again with it when the connection has ended; so a gap that has only
 * a beginning lasts to the end of the journal.
 */
export interface GapFact {
  readonly fact: "gap";
  /** As `at` in {@link ReadingFact}. */
  readonly from: number;
  readonly to?: number;
}

/** One line of a journal. */
export type Fact = ReadingFact | ToggleFact | GapFact;

/** What a process writes down of its own deeds, so that it can be held against what others saw. */
export interface Journal extends Disposable {
  /** Whether anything is written at all. */
  readonly isKept: boolean;
  /** Appends facts in their order. They are with the operating system when this returns, so SIGKILL loses none. */
  append(facts: readonly Fact[]): void;
}

/**
 * Opens the journal at `path` for appending; without a path nothing is written.
 * One write per batch and no buffer in the process: a SIGKILL in the middle leaves half a line at most.
 * @throws the file system's error when the file cannot be opened
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

/** A write may take only a part of the bytes (a full disk, a signal): the rest must follow, or throw. */
function writeWhole(file: number, bytes: Buffer): void {
  let written = 0;
  while (written < bytes.length) written += writeSync(file, bytes, written);
}

/** The facts in a journal's text. A last line without its line end was cut by a SIGKILL and is left out. */
export function parseJournal(text: string): Fact[] {
  return text
    .split("\n")
    .slice(0, -1)
    .flatMap((line) => parseJournalLine(line));
}

/**
 * The fact in a line of a journal, or none. The first line after a SIGKILL is glued to the half line before it: what
 * cannot be read is that half line.
 */
export function parseJournalLine(line: string): Fact[] {
  const start = line.lastIndexOf('{"fact":');
  if (start === -1) return [];
  try {
    return [JSON.parse(line.slice(start)) as Fact];
  } catch {
    return [];
  }
}

/** The time of a fact: now, in microseconds of the monotonic clock. */
export function monotonicMicros(): number {
  return Number(process.hrtime.bigint() / 1000n);
}

/** SHA-256 of a payload in hex, as it stands in the journals. */
export function sha256(payload: Uint8Array): string {
  return hash("sha256", payload, "hex");
}
