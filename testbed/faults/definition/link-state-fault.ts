import { type LinkState } from "../../../services/proxy/link/link-state.ts";
import { type LinkStatus } from "../../../services/proxy/link/link-status.ts";
import { type LinkControl } from "../../pipeline/http/link-control.ts";
import { type Fault, type FaultEffect } from "./fault.ts";

/** Returns the effect of a fault from the status of its link before it and after its healing. `forMs`: its duration. */
export type EffectOf = (before: LinkStatus, after: LinkStatus, forMs: number) => FaultEffect;

/** Puts a link into this state until the fault is disposed. Without `effectOf` only readings prove its effect. */
export async function linkIn(link: LinkControl, state: LinkState, effectOf?: EffectOf): Promise<Fault> {
  const before = effectOf && (await link.status());
  await link.set(state);
  const beganAtMs = performance.now();
  let effect: FaultEffect | undefined;
  return {
    get effect() {
      return effect;
    },
    async [Symbol.asyncDispose]() {
      const forMs = performance.now() - beganAtMs;
      const after = await link.set({ state: "up" });
      if (before) effect = effectOf?.(before, after, forMs);
    },
  };
}
