import { median } from "../../testbed/report/median.ts";
import { type BenchmarkContext } from "../benchmark.ts";
import { thousandths } from "../median-ratio.ts";
import { type Cores, coresInWords, sumOf } from "../processor/cores.ts";
import { containerProcesses, engineProcesses } from "../processor/engine-seconds.ts";
import { processTable } from "../processor/process-table.ts";
import { residentMiB } from "../processor/resident-memory.ts";
import { ComposeStack } from "./compose-stack.ts";
import { type IdleFinding, idleCores, idleMs, settleMs } from "./idle-cores.ts";

const rounds = 3;

/** Resources of an idle stack. */
interface Idle {
  readonly cores: Cores;
  /** MiB of each container, health checks included. */
  readonly memory: ReadonlyMap<string, number>;
  readonly engineMiB: number;
}

/** Measures `docker compose up --wait`, the images built before, and the idle stack. */
export async function startInContainers(context: BenchmarkContext): Promise<IdleFinding> {
  await using stack = await ComposeStack.of(context.signal);
  const fresh: number[] = [];
  const used: number[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    await stack.down({ volumes: true });
    fresh.push(await stack.up());
    await stack.down({ volumes: false });
    used.push(await stack.up());
    context.progress(`round ${round}/${rounds}: up in ${Math.round(fresh.at(-1) ?? Number.NaN)} ms`);
  }
  return findingOf(fresh, used, await idleOf(stack, context));
}

async function idleOf(stack: ComposeStack, context: BenchmarkContext): Promise<Idle> {
  const parts = await stack.processIds();
  const cores = await idleCores(parts, context);
  const table = processTable();
  const memory = [...parts].map(
    ([part, pid]) =>
      [part, pid === undefined ? Number.NaN : residentMiB(containerProcesses(table, pid))] as const,
  );
  return { cores, memory: new Map(memory), engineMiB: residentMiB(engineProcesses(table)) };
}

function findingOf(
  fresh: readonly number[],
  used: readonly number[],
  { cores, memory, engineMiB }: Idle,
): IdleFinding {
  const { parts, engine } = cores;
  return {
    figures: {
      upMs: Math.round(median(fresh)),
      upAgainMs: Math.round(median(used)),
      idleMiB: Math.round([...memory.values()].reduce((sum, each) => sum + each, 0)),
      engineMiB: Math.round(engineMiB),
      idleCores: thousandths(sumOf(parts) + sumOf(engine)),
      engineCores: thousandths(sumOf(engine)),
      healthCheckCores: thousandths(engine?.["health checks"] ?? Number.NaN),
    },
    details: [
      `\`docker compose up --wait\`, ms, without data: ${fresh.map(Math.round).join(", ")}; with the data of an earlier start: ${used.map(Math.round).join(", ")}.`,
      `Cores over ${idleMs / 1_000} s, ${settleMs / 1_000} s after the last start: ${coresInWords({ ...parts, ...engine })}. The engine's own time includes the writing of logs; that of health checks, all processes that they start, and runc.`,
      `Memory then, MiB resident: ${[...memory].map(([part, mib]) => `${part} ${Math.round(mib)}`).join(", ")}; the engine, its shims and port proxies ${Math.round(engineMiB)}.`,
    ],
  };
}
