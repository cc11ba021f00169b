import { type Pipeline } from "../pipeline/pipeline.ts";
import { type Fault } from "./definition/fault.ts";
import { struckBy } from "./role/struck.ts";
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
    case "part": {
      const { part, instances: struck, says } = await struckBy(pipeline, fault.struck, signal);
      const injected = await fault.definition.inject(part, fault.values, { pipeline, struck, signal });
      return withHolders(injected, says);
    }
    case "link":
      return await fault.definition.inject(pipeline.link(fault.link), fault.values, outageMs);
    case "none":
      return { [Symbol.asyncDispose]: () => Promise.resolve() };
  }
}

/** Returns the fault; its effect says who had the role that it struck, too. */
function withHolders(fault: Fault, says: string | undefined): Fault {
  if (says === undefined) return fault;
  return {
    get effect() {
      const { isSufficient = true, seen } = fault.effect ?? {};
      return { isSufficient, seen: seen === undefined ? says : `${says}; ${seen}` };
    },
    [Symbol.asyncDispose]: () => fault[Symbol.asyncDispose](),
  };
}
