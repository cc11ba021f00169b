import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { median } from "../../testbed/report/median.ts";
import { type Benchmark, type BenchmarkContext, type Finding, type Target } from "../benchmark.ts";
import { type Memory, NpmStart } from "./npm-start.ts";

const rounds = 5;
const settleMs = 20_000;

/** Figures of all rounds. */
interface Rounds {
  /** Milliseconds to the first reading, on an empty folder, and with the data of an earlier start. */
  readonly fresh: number[];
  readonly used: number[];
  /** Milliseconds until each part was usable. */
  readonly parts: Map<string, number[]>;
  /** Memory of the idle pipeline after the last round, by part. */
  memory: ReadonlyMap<string, Memory>;
}

const targets: readonly Target[] = [
  {
    measure: "`npm start` to the first reading, all resolved",
    target: "≤ 8 s, stretch 6 s",
    shown: (of) => `${(of("firstReadingMs") / 1_000).toFixed(1)} s`,
    isMet: (of) => of("firstReadingMs") <= 8_000,
  },
  {
    measure: "memory of the whole local pipeline, idle",
    target: "≤ 900 MiB",
    shown: (of) => `${of("idleMiB")} MiB`,
    isMet: (of) => of("idleMiB") <= 900,
  },
];

/** Time from `npm start` to the first reading, and memory of the idle pipeline. */
export const startUp: Benchmark = {
  name: "start-up",
  runtimes: ["local"],
  targets,
  async run(context) {
    const measured: Rounds = { fresh: [], used: [], parts: new Map(), memory: new Map() };
    for (let round = 1; round <= rounds; round += 1) {
      const folder = await mkdtemp(join(tmpdir(), "start-up-"));
      try {
        await measureFresh(folder, round, measured, context);
        await using again = await NpmStart.start(folder, context.signal);
        measured.used.push(again.firstReadingMs);
      } finally {
        await rm(folder, { recursive: true });
      }
    }
    return findingOf(measured);
  },
};

async function measureFresh(
  folder: string,
  round: number,
  measured: Rounds,
  { progress, signal }: BenchmarkContext,
): Promise<void> {
  await using first = await NpmStart.start(folder, signal);
  measured.fresh.push(first.firstReadingMs);
  progress(`round ${round}/${rounds}: ${Math.round(first.firstReadingMs)} ms to the first reading`);
  for (const [part, ms] of first.partsMs) measured.parts.set(part, [...(measured.parts.get(part) ?? []), ms]);
  if (round < rounds) return;
  progress(`waiting for ${settleMs / 1_000} s until the pipeline is idle`);
  await delay(settleMs, undefined, { signal });
  measured.memory = first.memory;
}

function findingOf({ fresh, used, parts, memory }: Rounds): Finding {
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
    },
    details: [
      `To the first reading, ms, on an empty folder: ${fresh.map(Math.round).join(", ")}; with the data of an earlier start: ${used.map(Math.round).join(", ")}.`,
      `Usable after so many ms since \`npm start\`, medians: ${usable.join(", ")}.`,
      `Memory ${settleMs / 1_000} s later, MiB resident (and with what several processes share divided among them): ${memories.join(", ")}.`,
    ],
  };
}
