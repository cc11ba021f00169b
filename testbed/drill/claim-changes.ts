import { type PartName, partNames } from "../../services/shared/topology.ts";
import { type Claims } from "./claims.ts";

/** What a part began to say, and when. */
export interface ClaimChange {
  /** µs of the monotonic clock. */
  readonly at: number;
  readonly healthy: boolean;
  readonly says: string;
}

/** Keeps what the parts say as far as it changes; figures in it change all the time and are no change. */
export class ClaimChanges {
  readonly #changes = new Map<PartName, ClaimChange[]>(partNames.map((part) => [part, []]));

  /** Takes into account what the parts say at this time. */
  add(at: number, claims: Claims): void {
    for (const [part, changes] of this.#changes) {
      const { healthy, says } = claims[part];
      const last = changes.at(-1);
      const same = last?.healthy === healthy && withoutFigures(last.says) === withoutFigures(says);
      if (!same) changes.push({ at, healthy, says });
    }
  }

  /** The changes of every part, in their order. */
  get all(): ReadonlyMap<PartName, readonly ClaimChange[]> {
    return this.#changes;
  }
}

function withoutFigures(text: string): string {
  return text.replaceAll(/\d+/g, "#");
}
