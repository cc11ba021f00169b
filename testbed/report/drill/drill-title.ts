import { type DrillReport } from "./drill-report.ts";
import { faultTitle } from "./fault-fields.ts";

/** Returns a title such as "kill kafka while bridge is down". */
export function drillTitle({ drill }: DrillReport): string {
  return `${faultTitle(drill)}${drill.down === null ? "" : ` while ${drill.down} is down`}`;
}
