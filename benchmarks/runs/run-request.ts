import { type DrillOptions } from "../../testbed/drill/drill-options.ts";
import { type LoadRunOptions } from "../../testbed/load/load-run-options.ts";

/** A run that a benchmark has carried out in a process of its own. */
export type RunRequest =
  | { readonly kind: "load"; readonly options: LoadRunOptions }
  | { readonly kind: "drill"; readonly options: DrillOptions };
