import { EngineError, requireEngine } from "../../testbed/pipeline/compose/engine.ts";

/** Without a Docker engine there is nothing to test in containers: said and skipped, except in CI, where it must be. */
export async function engineIsMissing(): Promise<boolean> {
  try {
    await requireEngine();
    return false;
  } catch (error) {
    if (process.env["CI"] || !(error instanceof EngineError)) throw error;
    console.warn(`Skipped: ${error.message}`);
    return true;
  }
}
