import { cpSync, existsSync } from "node:fs";
import { basename, join } from "node:path";
import { checkout } from "../../../testbed/checkout.ts";
import { PipelineFolder } from "../../../testbed/pipeline/folder/pipeline-folder.ts";

/** Copies the logs of a pipeline to test-results, where they outlast its folder. */
export function keepLogs(folder: string): void {
  const { logs } = new PipelineFolder(folder);
  if (existsSync(logs))
    cpSync(logs, join(checkout, "test-results", "logs", basename(folder)), { recursive: true });
}
