import { type DrillReport } from "./drill-report.ts";

/** What became of one cell of the matrix. */
export interface CellResult {
  readonly name: string;
  readonly bridge: string;
  /** `undefined`: the drill could not be carried out, for this reason. */
  readonly report: DrillReport | undefined;
  readonly reason?: string;
}

/** Carries out a cell. Its failure is its result: it stops no other. */
export async function cellResult(
  name: string,
  bridge: string,
  carryOut: () => Promise<DrillReport>,
): Promise<CellResult> {
  try {
    return { name, bridge, report: await carryOut() };
  } catch (error) {
    return {
      name,
      bridge,
      report: undefined,
      reason: error instanceof Error ? error.message : String(error),
    };
  }
}
