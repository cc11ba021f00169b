// Checks the size of files, folders and functions, and how comments open: `npm run check:structure`. Prints a line for each
// violation; exit code 1 when there is one. With paths, only these, and every comment in them that opens with a refused word:
//
//     node scripts/check/main.ts services/consumer test/unit/services/consumer
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { isSource, limits, refusedOpenings, type Violation, violationsIn } from "./structure.ts";

const checkout = fileURLToPath(new URL("../..", import.meta.url));
const paths = process.argv.slice(2);

const units: Readonly<Record<Violation["kind"], string>> = {
  fileLines: "lines",
  functionLines: "lines in a function",
  filesInFolder: "files in a folder",
  openings: "in 100 open with What, How, Where, When, Who, Whom, Whose or So",
};

const listed = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "--", ...paths], {
  cwd: checkout,
  encoding: "utf8",
});
const files = [...new Set(listed.split("\n"))]
  // A file that was deleted and not yet staged is still listed.
  .filter((path) => isSource(path) && existsSync(join(checkout, path)))
  .map((path) => ({ path, text: readFileSync(join(checkout, path), "utf8") }));
const violations = violationsIn(files);
for (const { kind, thing, value } of violations)
  console.log(`${thing}: ${value} ${units[kind]}, at most ${limits[kind]} allowed`);
const openings = paths.length === 0 ? [] : refusedOpenings(files);
for (const opening of openings) console.log(opening);
console.log(`structure: ${files.length} files, ${violations.length} violations`);
process.exitCode = violations.length === 0 ? 0 : 1;
