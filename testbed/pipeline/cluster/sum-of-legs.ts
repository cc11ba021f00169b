import { type LinkStatus } from "../../../services/proxy/link/link-status.ts";

/**
 * Returns the status of a link from those of its legs: counts are added up; what cannot be added is that of the first. Pure.
 * @throws RangeError without a leg
 */
export function sumOfLegs(link: string, legs: readonly LinkStatus[]): LinkStatus {
  const [first, ...others] = legs;
  if (first === undefined) throw new RangeError(`${link} has no leg`);
  if (others.length === 0) return first;
  const taps = legs.flatMap(({ tap }) => tap ?? []);
  const [firstTap] = taps;
  return {
    ...first,
    link,
    connections: added(legs.map(({ connections }) => connections)) ?? first.connections,
    bytes: added(legs.map(({ bytes }) => bytes)) ?? first.bytes,
    limitedMs: Math.max(...legs.map(({ limitedMs }) => limitedMs)),
    droppedPackets: legs.reduce((sum, { droppedPackets }) => sum + droppedPackets, 0),
    ...(firstTap === undefined ? {} : { tap: added(taps) ?? firstTap }),
  };
}

/** Returns the sums of the counts of several objects with the same fields. */
function added<Counts extends Readonly<Record<keyof Counts, number>>>(
  all: readonly Counts[],
): Counts | undefined {
  return all.reduce<Counts | undefined>((sum, each) => {
    if (sum === undefined) return each;
    const keys = Object.keys(each) as (keyof Counts)[];
    return Object.fromEntries(keys.map((key) => [key, sum[key] + each[key]])) as Counts;
  }, undefined);
}
