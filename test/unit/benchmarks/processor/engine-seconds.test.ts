import { expect, test } from "vitest";
import {
  containerProcesses,
  engineProcesses,
  engineSeconds,
} from "../../../../benchmarks/processor/engine-seconds.ts";
import { type MadeUpProcess, tableOf } from "./process-tables.ts";

const engine: readonly MadeUpProcess[] = [
  { pid: 10, parent: 1, name: "dockerd", cpuTicks: 300 },
  { pid: 11, parent: 10, name: "containerd", cpuTicks: 200 },
  { pid: 12, parent: 10, name: "docker-proxy", cpuTicks: 40 },
  { pid: 13, parent: 10, name: "docker-proxy", cpuTicks: 2 },
];
const shim = { pid: 20, parent: 1, name: "containerd-shim", cpuTicks: 70 };

test("the engine, its shims and its port proxies are told apart, and from other programs", () => {
  const others = { pid: 90, parent: 1, name: "node", cpuTicks: 5_000 };
  const shims = [shim, { ...shim, pid: 30, cpuTicks: 5 }];
  const seconds = engineSeconds(tableOf([...engine, ...shims, others]));
  expect(seconds).toMatchObject({ engine: 5, "port proxies": 0.42, shims: 0.75, "health checks": 0 });
});

test("the time of a container is that of its main process and of all that it has started, ended ones included", () => {
  const processes = [
    { ...shim },
    { pid: 21, parent: 20, cpuTicks: 1, endedTicks: 30 },
    { pid: 22, parent: 21, cpuTicks: 400, endedTicks: 50 },
  ];
  const seconds = engineSeconds(tableOf([...engine, ...processes]));
  expect(seconds?.containers).toEqual(new Map([[21, 4.81]]));
  expect(seconds?.["health checks"]).toBe(0);
});

test("a health check counts by what it has used, while it runs and after its end, and not for the container", () => {
  const main = { pid: 21, parent: 20, cpuTicks: 1_000, startTicks: 50 };
  const running = [
    { ...shim, endedTicks: 8 },
    main,
    { pid: 40, parent: 20, cpuTicks: 2, endedTicks: 3, startTicks: 90 },
    { pid: 41, parent: 40, cpuTicks: 7, startTicks: 91 },
  ];
  const during = engineSeconds(tableOf([...engine, ...running]));
  expect(during).toMatchObject({ "health checks": 0.2, shims: 0.7, containers: new Map([[21, 10]]) });
  const after = engineSeconds(tableOf([...engine, { ...shim, endedTicks: 20 }, main]));
  expect(after).toMatchObject({ "health checks": 0.2, shims: 0.7, containers: new Map([[21, 10]]) });
});

test("the main process of a container is the oldest child of its shim, whatever its id", () => {
  const processes = [
    shim,
    { pid: 5, parent: 20, cpuTicks: 3, startTicks: 900 },
    { pid: 21, parent: 20, cpuTicks: 100, startTicks: 50 },
  ];
  const seconds = engineSeconds(tableOf([...engine, ...processes]));
  expect(seconds).toMatchObject({ containers: new Map([[21, 1]]), "health checks": 0.03 });
});

test("an engine that does not run on this machine has no times", () => {
  expect(engineSeconds(tableOf([{ pid: 90, parent: 1, name: "node" }]))).toBeUndefined();
});

test("the processes of the engine are those that are in no container; a health check is in its container", () => {
  const table = tableOf([
    ...engine,
    shim,
    { pid: 21, parent: 20, startTicks: 1 },
    { pid: 22, parent: 21 },
    { pid: 40, parent: 20 },
  ]);
  expect(engineProcesses(table).toSorted((a, b) => a - b)).toEqual([10, 11, 12, 13, 20]);
  expect(containerProcesses(table, 21).toSorted((a, b) => a - b)).toEqual([21, 22, 40]);
  expect(containerProcesses(table, 77)).toEqual([]);
});
