/**
 * Writes the scores of the last mutation run, `npm run test:mutation`, into docs/mutation.md: `npm run docs:mutation`. Exits 1
 * if a folder is below its target.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { z } from "zod";
import { withBlock } from "../marked-block.ts";
import { folderScores, survivors } from "./mutation-scores.ts";
import { mutationTable, survivorsList } from "./mutation-table.ts";

const position = z.object({ line: z.number(), column: z.number() });
const reportSchema = z.object({
  files: z.record(
    z.string(),
    z.object({
      source: z.string(),
      mutants: z.array(
        z.object({
          mutatorName: z.string(),
          replacement: z.string().default(""),
          status: z.string(),
          location: z.object({ start: position, end: position }),
        }),
      ),
    }),
  ),
});

const report = new URL("../../../reports/mutation/mutation.json", import.meta.url);
const { files } = reportSchema.parse(JSON.parse(readFileSync(report, "utf8")));
const scores = folderScores(files);
const doc = new URL("../../../docs/mutation.md", import.meta.url);
const withTable = withBlock(readFileSync(doc, "utf8"), "scores", mutationTable(scores));
writeFileSync(doc, withBlock(withTable, "survivors", survivorsList(survivors(files))));

for (const { folder, score, target } of scores.filter(({ score, target }) => score < target)) {
  console.error(
    `${folder}: ${(score * 100).toFixed(1)} % of the mutants are noticed (target: ${target * 100} %)`,
  );
  process.exitCode = 1;
}
