import { find } from "../../../../services/shared/page/dom.js";
import { formatNumber } from "./format-number.js";
import { report, spans, stages } from "./report-data.js";
import { createTable } from "./table.js";

/** Shows the tables below the charts. */
export function showTables() {
  find(document, "#tables", HTMLElement).append(
    latencyTable(),
    throughputTable(),
    countTable(),
    usageTable(),
    testerTable(),
  );
}

function latencyTable() {
  return createTable(
    "Latencies, ms",
    ["", "p50", "p90", "p99", "p99.9", "max", "mean"],
    spans.map(({ label, latencies }) => {
      const { p50, p90, p99, p999, max, mean } = latencies ?? {};
      return [label, ...[p50, p90, p99, p999, max, mean].map(formatNumber)];
    }),
  );
}

function throughputTable() {
  const { throughput } = report;
  return createTable(
    "Readings per second",
    ["", "over the load"],
    [
      ...stages.map(({ stage, label }) => row(label, throughput[stage])),
      row("until drained", throughput.untilDrained),
    ],
  );
}

function countTable() {
  return createTable(
    "Readings, warm-up included",
    ["", "count"],
    Object.entries(report.counts).map(([word, count]) => row(word, count)),
  );
}

function usageTable() {
  return createTable(
    "Resources used",
    ["", "CPU, s", "peak memory, MiB"],
    Object.entries(report.usage).map(([part, used]) =>
      row(
        used !== null && !used.isOfWhole ? `${part} (since its restart)` : part,
        used?.cpuSeconds,
        used?.peakMiB,
      ),
    ),
  );
}

function testerTable() {
  const { publisherDelayMs, testerDelayMs, madeLate, latestMs, publisherPercent, machinePercent } =
    report.tester;
  return createTable(
    "Tester",
    [],
    [
      ["event-loop delay of the publisher, p99 and max, ms", delays(publisherDelayMs)],
      ["event-loop delay of the measuring process, p99 and max, ms", delays(testerDelayMs)],
      row("readings made more than 20 ms late", madeLate),
      row("largest delay of a reading, ms", latestMs),
      row("CPU of the publisher, percent of one core", publisherPercent),
      row("CPU of the machine, percent of all cores", machinePercent),
    ],
  );
}

/**
 * @param {string} head
 * @param {(number | null | undefined)[]} values
 * @returns {[head: string, ...cells: string[]]}
 */
function row(head, ...values) {
  return [head, ...values.map(formatNumber)];
}

/** @param {{ readonly p99: number, readonly max: number } | null} delayMs */
function delays(delayMs) {
  return `${formatNumber(delayMs?.p99)}, ${formatNumber(delayMs?.max)}`;
}
