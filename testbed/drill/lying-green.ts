import { type PartName, partNames, type Stage } from "../../services/shared/topology.ts";
import { type StageCounts } from "../run/observe/progress.ts";
import { type Claims } from "./claims.ts";

/** Claims of the parts and counts of the stages at one time. */
export interface Sample {
  /** µs of the monotonic clock. */
  readonly at: number;
  readonly claims: Claims;
  readonly counts: StageCounts;
}

/** A part that claimed to be healthy while readings waited before it and none passed it. */
export interface LyingGreen {
  readonly part: PartName;
  /** The longest time without interruption. */
  readonly forMs: number;
  /** Its claim at the end of that time. */
  readonly says: string;
}

/** Shortest time without a passing reading that counts: several times what readings need for the whole way. */
const stallThresholdMs = 2_000;

/**
 * Returns the parts that claimed to be healthy while nothing passed them: readings waited at the stage before the part, and
 * the count of the stage after it stood still for 2 s or more. Pure.
 */
export function lyingGreen(samples: readonly Sample[]): LyingGreen[] {
  const throughPart = stagesAround(samples);
  return partNames.flatMap((part) => {
    const longest = longestStall(samples, part, ...throughPart[part]);
    return longest !== undefined && longest.forMs >= stallThresholdMs ? [longest] : [];
  });
}

/** Returns the stages before and after each part. Without a tap on the link, the MQTT tap stands in for it. */
function stagesAround(samples: readonly Sample[]): Readonly<Record<PartName, readonly [Stage, Stage]>> {
  const linkTapped = samples.some(({ counts }) => counts.delivered > 0);
  return {
    publisher: ["made", "sent"],
    mqtt: ["sent", linkTapped ? "delivered" : "atBroker"],
    bridge: [linkTapped ? "delivered" : "atBroker", "inKafka"],
    kafka: ["inKafka", "consumed"],
    consumer: ["inKafka", "consumed"],
  };
}

function longestStall(
  samples: readonly Sample[],
  part: PartName,
  before: Stage,
  after: Stage,
): LyingGreen | undefined {
  let longest: LyingGreen | undefined;
  let begin: Sample | undefined;
  let previous: Sample | undefined;
  for (const sample of samples) {
    const { counts, claims, at } = sample;
    const isStalled = counts[before] > counts[after] && previous?.counts[after] === counts[after];
    if (!isStalled || !claims[part].healthy) begin = undefined;
    else {
      begin ??= sample;
      const forMs = (at - begin.at) / 1_000;
      if (longest === undefined || forMs > longest.forMs) longest = { part, forMs, says: claims[part].says };
    }
    previous = sample;
  }
  return longest;
}
