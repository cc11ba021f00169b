import { markdownTable } from "../../../testbed/report/text/markdown-table.ts";
import { type FolderScore, type Survivor } from "./mutation-scores.ts";

const longestCode = 70;

/** Returns the Markdown table of the scores of all folders. */
export function mutationTable(scores: readonly FolderScore[]): string {
  return markdownTable(
    ["folder", "mutants", "survived", "score", "target"],
    scores.map(({ folder, detected, survived, score, target }) => [
      `\`${folder}\``,
      detected + survived,
      survived,
      percent(score),
      percent(target),
    ]),
    { figures: [1, 2, 3, 4] },
  );
}

/** Returns the Markdown list of the mutants that no test noticed. */
export function survivorsList(all: readonly Survivor[]): string {
  const byFile = Map.groupBy(all, ({ file }) => file);
  return [...byFile]
    .map(([file, ofFile]) =>
      [
        `- \`${file}\``,
        ...ofFile.map(
          ({ line, original, replacement }) => `  - line ${line}: ${code(original)} → ${code(replacement)}`,
        ),
      ].join("\n"),
    )
    .join("\n");
}

/** Returns the share rounded down, so that no score looks as if it reached its target. */
function percent(share: number): string {
  return `${(Math.floor(share * 1_000) / 10).toFixed(1)} %`;
}

function code(text: string): string {
  const line = text.replaceAll(/\s+/g, " ");
  const short = line.length > longestCode ? `${line.slice(0, longestCode)}…` : line;
  return short.includes("`") ? `\`\` ${short} \`\`` : `\`${short}\``;
}
