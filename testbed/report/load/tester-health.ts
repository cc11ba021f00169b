import { counted, forCount } from "../../counted.ts";
import { lateMadeMs } from "../../load/late-made-ms.ts";
import { type LoadRun } from "../../load/load-run.ts";
import { type LoadReport } from "./load-report.ts";
import { tenths } from "./rounding.ts";

/** Limits above which the tester itself may have slowed the pipeline down. */
const maxDelayMs = 50;
const maxLatePercent = 1;
const maxPublisherPercent = 90;
const maxMachinePercent = 95;

/** Returns the health of the tester itself: event-loop delays, delay of readings, CPU usage. */
export function testerHealth({ measurement, machine, publisherDelayMs }: LoadRun): LoadReport["tester"] {
  const { count, latestMs } = measurement.lateMaking;
  const publisher = machine.usage.of("publisher");
  const delays = (measured: { readonly p50: number; readonly p99: number; readonly max: number }) => ({
    p50: tenths(measured.p50),
    p99: tenths(measured.p99),
    max: tenths(measured.max),
  });
  return {
    publisherDelayMs: publisherDelayMs ? delays(publisherDelayMs) : null,
    testerDelayMs: delays(machine.testerDelayMs),
    madeLate: count,
    latestMs: tenths(latestMs),
    untimed: measurement.latencies.untimed,
    publisherPercent: publisher ? tenths((100 * publisher.cpuSeconds) / machine.usageSeconds) : null,
    machinePercent: tenths(machine.machinePercent),
  };
}

/** Returns the reasons to suspect the tester of being the bottleneck; empty if there are none. */
export function bottleneckOf(tester: LoadReport["tester"], made: number): string[] {
  const { publisherDelayMs, testerDelayMs, madeLate, untimed, publisherPercent, machinePercent } = tester;
  return [
    ...(publisherDelayMs && publisherDelayMs.p99 > maxDelayMs
      ? [`the event-loop delay of the publisher was ${publisherDelayMs.p99} ms (p99)`]
      : []),
    ...(testerDelayMs.p99 > maxDelayMs
      ? [`the event-loop delay of the measuring process was ${testerDelayMs.p99} ms (p99)`]
      : []),
    ...(100 * madeLate > maxLatePercent * made
      ? [
          `${tenths((100 * madeLate) / made)} % of the readings were made more than ${lateMadeMs} ms after they were due`,
        ]
      : []),
    ...(untimed > 0
      ? [
          `${counted(untimed, "reading")} ${forCount(untimed, "has", "have")} no latency: too many were on their way at once`,
        ]
      : []),
    ...(publisherPercent !== null && publisherPercent > maxPublisherPercent
      ? [`the publisher used ${publisherPercent} % of a core`]
      : []),
    ...(machinePercent > maxMachinePercent
      ? [`the CPU usage of the machine, which the tester shares with the pipeline, was ${machinePercent} %`]
      : []),
  ];
}
