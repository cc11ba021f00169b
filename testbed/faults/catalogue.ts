import { isolate } from "./cluster/isolate.ts";
import { rolling } from "./cluster/rolling.ts";
import { cut } from "./cut.ts";
import { flap } from "./flap.ts";
import { hang } from "./hang.ts";
import { kill } from "./kill.ts";
import { none } from "./none.ts";
import { pause } from "./pause.ts";
import { expire } from "./secrets/expire.ts";
import { revoke } from "./secrets/revoke.ts";
import { rotate } from "./secrets/rotate.ts";
import { wrongCa } from "./secrets/wrong-ca.ts";
import { slow } from "./slow.ts";
import { stop } from "./stop.ts";
import { thin } from "./thin.ts";

/**
 * All kinds of faults. Drill commands, `--fault` of a load run, the matrix, report schemas, types, legends and the table in
 * docs/drills.md are made from this list. A new fault is a file beside this one and a line here (`npm run docs:faults` and
 * `npm run docs:schemas` update docs/); if a link must do something new, also a state in services/proxy/link/link-state.ts.
 * A test asks for a bridge that it alone convicts.
 */
export const catalogue = [
  ...[none, kill, stop, pause, rolling, isolate],
  ...[cut, flap, hang, slow, thin],
  ...[rotate, expire, wrongCa, revoke],
] as const;
