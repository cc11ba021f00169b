import { expect, test } from "vitest";
import { coresBetween, sumOf } from "../../../../benchmarks/processor/cores.ts";
import { tableOf } from "./process-tables.ts";

const kafka = new Map([["kafka", 5]]);

test("cores are seconds of processor time per second, those of children included that ended meanwhile", () => {
  const before = tableOf([
    { pid: 5, parent: 1, cpuTicks: 100 },
    { pid: 6, parent: 5, cpuTicks: 40 },
  ]);
  const after = tableOf([{ pid: 5, parent: 1, cpuTicks: 200, endedTicks: 100 }], 4);
  expect(coresBetween(before, after, kafka).parts).toEqual({ kafka: 0.4 });
});

test("a part that was restarted, or whose process is not visible, has no figure, nor has the sum", () => {
  const before = tableOf([{ pid: 5, parent: 1, cpuTicks: 100 }]);
  const after = tableOf([{ pid: 7, parent: 1, cpuTicks: 100 }], 4);
  const { parts } = coresBetween(before, after, new Map([...kafka, ["bridge", undefined]]));
  expect(parts).toEqual({ kafka: Number.NaN, bridge: Number.NaN });
  expect(sumOf({ ...parts, consumer: 1 })).toBeNaN();
});

test("the engine has the time between, by its pieces; without one on this machine there is none", () => {
  const engine = (cpuTicks: number) => [
    { pid: 10, parent: 1, name: "dockerd", cpuTicks },
    { pid: 20, parent: 1, name: "containerd-shim", cpuTicks: cpuTicks / 10, endedTicks: cpuTicks / 5 },
  ];
  const { engine: cores } = coresBetween(tableOf(engine(1_000)), tableOf(engine(1_500), 10), new Map());
  expect(cores).toEqual({ engine: 0.5, shims: 0.05, "port proxies": 0, "health checks": 0.1 });
  expect(sumOf(cores)).toBeCloseTo(0.65);
  const without = coresBetween(tableOf([]), tableOf([], 10), new Map());
  expect(without.engine).toBeUndefined();
  expect(sumOf(without.engine)).toBeNaN();
});
