import { EngineError, requireEngine } from "../../../testbed/pipeline/compose/engine.ts";

/** Whether the Docker engine is missing: tests in containers are skipped then, with a warning. In CI that is an error. */
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
