import { expect, test } from "vitest";
import { composeFigures, localFigures } from "../../../../benchmarks/runs/latency-figures.ts";
import { type MeasuredLoad } from "../../../../benchmarks/runs/measured-run.ts";
import { plantedLoadReport } from "../../../support/page/planted-load-report.ts";

/** Returns a load run with these percentiles in ms, and these cores of Connect and of the engine. */
function loadWith(p50: number, p99: number, connect = 0.1, engine?: number): MeasuredLoad {
  const report = plantedLoadReport();
  const { endToEnd } = report.latencyMs;
  if (endToEnd === null) throw new Error("a planted report has latencies");
  return {
    report: { ...report, latencyMs: { ...report.latencyMs, endToEnd: { ...endToEnd, p50, p99 } } },
    cores: {
      parts: { bridge: connect, kafka: 0.3 },
      engine:
        engine === undefined ? undefined : { engine, shims: 0.01, "port proxies": 0, "health checks": 0.002 },
    },
  };
}

const loads = {
  cold: [loadWith(3, 14), loadWith(3, 19), loadWith(3, 13)],
  local: [loadWith(1, 5), loadWith(3, 8), loadWith(2, 6)],
  handWritten: [loadWith(4, 10), loadWith(5, 9), loadWith(6, 30)],
  compose: [loadWith(3, 10, 0.11, 0.05), loadWith(3, 12, 0.13, 0.2), loadWith(4, 24, 0.12, 0.1)],
};

test("figures as processes are medians over the rounds, those after 10 s and of the other bridge apart", () => {
  expect(localFigures(loads)).toEqual({
    ...{ warmP50Ms: 2, warmP99Ms: 6, handWrittenP50Ms: 5, handWrittenP99Ms: 10, coldP99Ms: 14 },
    ...{ connectCores: 0.1, partsCores: 0.4 },
  });
});

test("ratios to processes are taken round by round; the engine's cores are the sum of its pieces", () => {
  expect(composeFigures(loads)).toEqual({
    // Of the rounds: p50 3, 1 and 2; p99 2, 1.5 and 4; cores 1.025, 1.075 and 1.05.
    ...{ warmP50Ms: 3, warmP99Ms: 12, timesP50: 2, timesP99: 2 },
    ...{ connectCores: 0.12, partsCores: 0.42, timesPartsCores: 1.05, engineCores: 0.112 },
  });
});

test("without an engine on this machine its cores are unknown, the other figures are not", () => {
  const { engineCores, timesP50 } = composeFigures({ ...loads, compose: loads.local });
  expect(engineCores).toBeNaN();
  expect(timesP50).toBe(1);
});
