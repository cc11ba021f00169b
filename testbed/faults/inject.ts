import { type Pipeline } from "../pipeline/pipeline.ts";
import { type Fault } from "./definition/fault.ts";
import { type FaultSpec } from "./spec/fault-spec.ts";
import { resolvedFault } from "./spec/resolved-fault.ts";

/** Injects the fault, to be disposed after `outageMs`; `none` changes nothing. */
export async function inject(
  pipeline: Pipeline,
  spec: FaultSpec,
  outageMs: number,
  signal: AbortSignal = new AbortController().signal,
): Promise<Fault> {
  const fault = resolvedFault(spec);
  switch (fault.target) {
    case "part":
      return await fault.definition.inject(pipeline.part(fault.part), fault.values, { pipeline, signal });
    case "link":
      return await fault.definition.inject(pipeline.link(fault.link), fault.values, outageMs);
    case "none":
      return { [Symbol.asyncDispose]: () => Promise.resolve() };
  }
}
