import { type PartName, partNames, type Stage } from "../../services/shared/topology.ts";
import { type StageCounts } from "../run/observe/progress.ts";
import { type Claims } from "./claims.ts";

/** What the parts said, and how far the readings had come, at one time. */
export interface Sample {
  /** µs of the monotonic clock. */
  readonly at: number;
  readonly claims: Claims;
  readonly counts: StageCounts;
}

/** A part that said that all is well while readings waited before it and none passed it. */
export interface LyingGreen {
  readonly part: PartName;
  /** For how long at a stretch, the longest. */
  readonly forMs: number;
  /** What it said meanwhile. */
  readonly says: string;
}

/** So long must nothing pass until that counts as "nothing flows": well above the time that readings need. */
const shortestStretchMs = 2_000;

/**
 * Finds the parts that said "healthy" while nothing flowed through them: readings had come to the stage before them, the
 * stage after them stood still for 2 s or more. Pure.
 */
export function lyingGreen(samples: readonly Sample[]): LyingGreen[] {
  const throughPart = stagesAround(samples);
  return partNames.flatMap((part) => {
    const longest = longestLie(samples, part, ...throughPart[part]);
    return longest !== undefined && longest.forMs >= shortestStretchMs ? [longest] : [];
  });
}

/** The stages before and after a part. Without a tap on the link, Mosquitto's way out is what came to Kafka. */
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

function longestLie(
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
    const stands = counts[before] > counts[after] && previous?.counts[after] === counts[after];
    if (!stands || !claims[part].healthy) begin = undefined;
    else {
      begin ??= sample;
      const forMs = (at - begin.at) / 1_000;
      if (longest === undefined || forMs > longest.forMs) longest = { part, forMs, says: claims[part].says };
    }
    previous = sample;
  }
  return longest;
}
