import { type PartName, partNames } from "../../services/shared/topology.ts";
import { type Claims } from "./claims.ts";

/** A claim that differs from the one before it. */
export interface ClaimChange {
  /** µs of the monotonic clock. */
  readonly at: number;
  readonly healthy: boolean;
  readonly says: string;
}

/** Changes in the claims of the parts. A claim that differs in its figures alone is no change. */
export class ClaimChanges {
  readonly #changes = new Map<PartName, ClaimChange[]>(partNames.map((part) => [part, []]));

  /** Adds the claims at this time, in µs of the monotonic clock. */
  add(at: number, claims: Claims): void {
    for (const [part, changes] of this.#changes) {
      const { healthy, says } = claims[part];
      const last = changes.at(-1);
      const same = last?.healthy === healthy && withoutFigures(last.says) === withoutFigures(says);
      if (!same) changes.push({ at, healthy, says });
    }
  }

  /** Changes of every part, oldest first. */
  get all(): ReadonlyMap<PartName, readonly ClaimChange[]> {
    return this.#changes;
  }
}

function withoutFigures(text: string): string {
  return text.replaceAll(/\d+/g, "#");
}
