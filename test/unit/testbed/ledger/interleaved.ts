import fc from "fast-check";

/** Arbitrary for {@link interleaved}: which stream comes next, of those that are not empty. */
export const anyPicks = fc.array(fc.nat({ max: 59 }), { minLength: 1, maxLength: 60, size: "max" });

/** Merges several streams into one. Each keeps its order. */
export function interleaved<T>(streams: readonly (readonly T[])[], picks: readonly number[]): T[] {
  const left = streams.map((stream) => [...stream]);
  const merged: T[] = [];
  for (let turn = 0; left.some((stream) => stream.length > 0); turn += 1) {
    const nonEmpty = left.filter((stream) => stream.length > 0);
    const pick = picks[turn % picks.length] ?? 0;
    // Several facts of one stream at a time, so that streams get far ahead of each other.
    merged.push(...(nonEmpty[pick % nonEmpty.length]?.splice(0, 1 + (pick % 7)) ?? []));
  }
  return merged;
}
