import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { median } from "../../testbed/report/median.ts";
import { type BenchmarkContext } from "../benchmark.ts";
import { thousandths } from "../median-ratio.ts";
import { coresInWords, sumOf } from "../processor/cores.ts";
import { type IdleFinding, idleCores, idleMs, settleMs } from "./idle-cores.ts";
import { type Memory, NpmStart } from "./npm-start.ts";

const rounds = 10;

/** Figures of all rounds. */
interface Rounds {
  /** Milliseconds to the first reading, on an empty folder, and with the data of an earlier start. */
  readonly fresh: number[];
  readonly used: number[];
  /** Milliseconds until each part was usable. */
  readonly parts: Map<string, number[]>;
}

/** Resources of the idle pipeline after the last round, by part. */
interface Idle {
  readonly memory: ReadonlyMap<string, Memory>;
  readonly cores: Readonly<Record<string, number>>;
}

/** Measures `npm start` to the first reading, and the idle pipeline. */
export async function startAsProcesses(context: BenchmarkContext): Promise<IdleFinding> {
  const measured: Rounds = { fresh: [], used: [], parts: new Map() };
  for (let round = 1; ; round += 1) {
    const folder = await mkdtemp(join(tmpdir(), "start-up-"));
    try {
      await measureFresh(folder, measured, context);
      context.progress(
        `round ${round}/${rounds}: ${Math.round(measured.fresh.at(-1) ?? Number.NaN)} ms to the first reading`,
      );
      await using again = await NpmStart.start(folder, context.signal);
      measured.used.push(again.firstReadingMs);
      if (round === rounds) return findingOf(measured, await idleOf(again, context));
    } finally {
      await rm(folder, { recursive: true });
    }
  }
}

async function measureFresh(
  folder: string,
  { fresh, parts }: Rounds,
  { signal }: BenchmarkContext,
): Promise<void> {
  await using first = await NpmStart.start(folder, signal);
  fresh.push(first.firstReadingMs);
  for (const [part, ms] of first.partsMs) parts.set(part, [...(parts.get(part) ?? []), ms]);
}

async function idleOf(pipeline: NpmStart, context: BenchmarkContext): Promise<Idle> {
  const { parts, command } = pipeline.processes;
  // The parts are children of the command.
  const cores = await idleCores(new Map([...parts, ["all", command]]), context);
  const { all = Number.NaN, ...each } = cores.parts;
  return { memory: pipeline.memory, cores: { ...each, "the command": all - sumOf(each) } };
}

function findingOf({ fresh, used, parts }: Rounds, { memory, cores }: Idle): IdleFinding {
  const sum = (of: (memory: Memory) => number) =>
    Math.round([...memory.values()].reduce((total, each) => total + of(each), 0));
  const usable = [...parts].map(([part, ms]) => `${part} ${Math.round(median(ms))}`);
  const memories = [...memory].map(
    ([part, { residentMiB, proportionalMiB }]) =>
      `${part} ${Math.round(residentMiB)} (${Math.round(proportionalMiB)})`,
  );
  return {
    figures: {
      firstReadingMs: Math.round(median(fresh)),
      restartFirstReadingMs: Math.round(median(used)),
      idleMiB: sum(({ residentMiB }) => residentMiB),
      idleProportionalMiB: sum(({ proportionalMiB }) => proportionalMiB),
      idleCores: thousandths(sumOf(cores)),
    },
    details: [
      `To the first reading, ms, on an empty folder: ${fresh.map(Math.round).join(", ")}; with the data of an earlier start: ${used.map(Math.round).join(", ")}.`,
      `Usable after so many ms since \`npm start\`, medians: ${usable.join(", ")}.`,
      `Cores over ${idleMs / 1_000} s, ${settleMs / 1_000} s after the last start: ${coresInWords(cores)}.`,
      `Memory then, MiB resident (and with what several processes share divided among them): ${memories.join(", ")}.`,
    ],
  };
}
