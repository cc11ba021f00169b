import { type Benchmark } from "./benchmark.ts";
import { consumers } from "./consumers/consumers.ts";
import { ledger } from "./ledger/ledger.ts";
import { backlog } from "./runs/backlog.ts";
import { devices } from "./runs/devices.ts";
import { latency } from "./runs/latency.ts";
import { recovery } from "./runs/recovery.ts";
import { secure } from "./runs/secure.ts";
import { startUp } from "./start-up/start-up.ts";
import { scale } from "./throughput/scale.ts";
import { tasks } from "./throughput/tasks.ts";
import { throughput } from "./throughput/throughput.ts";

/** All benchmarks, in the order in which they are carried out. A new one is a file with its targets, and a line here. */
export const benchmarks: readonly Benchmark[] = [
  throughput,
  tasks,
  latency,
  startUp,
  backlog,
  recovery,
  ledger,
  devices,
  secure,
  consumers,
  scale,
];
