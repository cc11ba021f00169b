import { cpSync, existsSync } from "node:fs";
import { basename, join } from "node:path";
import { checkout } from "../../testbed/checkout.ts";
import { foldersIn } from "../../testbed/pipeline/folder/folders.ts";

/** Copies the logs of a pipeline to where they can be read after its folder is gone. */
export function keepLogs(folder: string): void {
  const { logs } = foldersIn(folder);
  if (existsSync(logs))
    cpSync(logs, join(checkout, "test-results", "logs", basename(folder)), { recursive: true });
}
