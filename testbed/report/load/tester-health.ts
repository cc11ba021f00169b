import { lateMadeMs } from "../../load/late-made-ms.ts";
import { type LoadRun } from "../../load/load-run.ts";
import { type LoadReport } from "./load-report.ts";
import { tenths } from "./rounding.ts";

/** Limits above which the tester itself may have held up the pipeline. */
const tooLateMs = 50;
const tooManyLatePercent = 1;
const tooBusyPercent = 90;
const machineFullPercent = 95;

/** Returns how well the tester itself kept up. */
export function testerHealth({ measurement, machine, publisherDelayMs }: LoadRun): LoadReport["tester"] {
  const { count, latestMs } = measurement.lateMaking;
  const publisher = machine.usage.of("publisher");
  const delays = (given: { readonly p50: number; readonly p99: number; readonly max: number }) => ({
    p50: tenths(given.p50),
    p99: tenths(given.p99),
    max: tenths(given.max),
  });
  return {
    publisherDelayMs: publisherDelayMs ? delays(publisherDelayMs) : null,
    testerDelayMs: delays(machine.testerDelayMs),
    madeLate: count,
    latestMs: tenths(latestMs),
    publisherPercent: publisher ? tenths((100 * publisher.cpuSeconds) / machine.usageSeconds) : null,
    machinePercent: tenths(machine.machinePercent),
  };
}

/** Returns the reasons why the tester may have been the bottleneck; empty if nothing says so. */
export function bottleneckOf(tester: LoadReport["tester"], made: number): string[] {
  const { publisherDelayMs, testerDelayMs, madeLate, publisherPercent, machinePercent } = tester;
  const latePercent = made === 0 ? 0 : (100 * madeLate) / made;
  return [
    ...(publisherDelayMs && publisherDelayMs.p99 > tooLateMs
      ? [`the publisher's event loop was late by ${publisherDelayMs.p99} ms (p99)`]
      : []),
    ...(testerDelayMs.p99 > tooLateMs
      ? [`the event loop of what measures was late by ${testerDelayMs.p99} ms (p99)`]
      : []),
    ...(latePercent > tooManyLatePercent
      ? [`${tenths(latePercent)} % of the readings were made more than ${lateMadeMs} ms after they were due`]
      : []),
    ...(publisherPercent !== null && publisherPercent > tooBusyPercent
      ? [`the publisher used ${publisherPercent} % of a core`]
      : []),
    ...(machinePercent > machineFullPercent
      ? [`the machine, which the tester shares with the pipeline, was busy to ${machinePercent} %`]
      : []),
  ];
}
