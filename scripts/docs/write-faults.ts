/** Writes the table of faults into docs/drills.md: `npm run docs:faults`. */
import { readFileSync, writeFileSync } from "node:fs";
import { catalogue } from "../../testbed/faults/catalogue.ts";
import { faultsTable } from "./faults-table.ts";
import { withBlock } from "./marked-block.ts";

const file = new URL("../../docs/drills.md", import.meta.url);
writeFileSync(file, withBlock(readFileSync(file, "utf8"), "faults", faultsTable(catalogue)));
