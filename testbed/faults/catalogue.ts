import { cut } from "./cut.ts";
import { kill } from "./kill.ts";
import { none } from "./none.ts";
import { pause } from "./pause.ts";
import { slow } from "./slow.ts";
import { stop } from "./stop.ts";

/**
 * All kinds of faults. Drill commands, `--fault` of a load run, report schemas, types, legends and the table in
 * docs/drills.md are made from this list.
 */
export const catalogue = [none, kill, stop, pause, cut, slow] as const;
