import { median } from "../../testbed/report/median.ts";
import { figure } from "../../testbed/report/text/figure.ts";
import { markdownTable } from "../../testbed/report/text/markdown-table.ts";
import { markdownText } from "../../testbed/report/text/markdown-text.ts";
import { type BridgeRounds, resultText, secondsText } from "./bridge-rounds.ts";

const head = [
  "bridge",
  "readings/s",
  "to the first",
  "to the hop",
  "lost",
  "repeated",
  "reordered",
  "CPU, s",
];

/** Returns the bridges side by side as Markdown, padded for the terminal. `hop`: the rates of the MQTT hop alone. */
export function throughputTable(bridges: readonly BridgeRounds[], hop: readonly number[]): string {
  const first = bridges[0]?.rates ?? [];
  const rows = bridges.map((rounds) => {
    if (rounds.measured.length === 0) return [markdownText(rounds.name), ...head.slice(1).map(() => "–")];
    const { lost, duplicates, reordered } = rounds.counts;
    const cpu = rounds.measured.flatMap(({ cpuSeconds }) => cpuSeconds.bridge ?? []);
    return [
      markdownText(rounds.name),
      figure(Math.round(rounds.rate)),
      ...[first, hop].map((rates) => `${rounds.ratioTo(rates).toFixed(2)} ×`),
      ...[lost, duplicates, reordered].map(figure),
      secondsText(cpu.length === 0 ? undefined : median(cpu)),
    ];
  });
  const notes = bridges.flatMap(({ name, results }) =>
    results.flatMap((result, index) =>
      "rate" in result ? [] : [`- ${markdownText(`${name}, round ${index + 1}: ${resultText(result)}`)}`],
    ),
  );
  return [
    markdownTable(head, rows, { figures: [...head.keys()].slice(1), padded: true }),
    "Medians over the rounds; ratios are taken round by round. lost, repeated, reordered: sums over the rounds, of the warm-up, " +
      "too. CPU: process of the bridge during the measured floods of a round.",
    ...(notes.length > 0 ? [notes.join("\n")] : []),
  ].join("\n\n");
}
