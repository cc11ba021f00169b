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

/** A part that claimed to be healthy while readings that had come to it waited and none passed it. */
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
 * Returns the parts that claimed to be healthy while nothing passed them: readings came to the part after the last one that
 * passed it, and the count of the stage after it stood still for 2 s or more. Readings that came before may be lost: they
 * convict nobody. Pure.
 */
export function lyingGreen(samples: readonly Sample[]): LyingGreen[] {
  const throughPart = stagesAround(samples);
  // A reading that was consumed is in Kafka, also if the tap there is behind.
  const known = samples.map(({ counts, ...sample }) => ({
    ...sample,
    counts: { ...counts, inKafka: Math.max(counts.inKafka, counts.consumed) },
  }));
  return partNames.flatMap((part) => {
    const stages = throughPart[part];
    const longest = stages && longestStall(known, part, ...stages);
    return longest !== undefined && longest.forMs >= stallThresholdMs ? [longest] : [];
  });
}

/**
 * Returns the stages before and after each part, and others after it that move only if readings pass it. Without a tap on
 * the link, the MQTT tap stands in for it.
 *
 * The broker passes readings on to the testbed's own subscriber, too, so that a bridge that takes none does not convict it.
 * A reading in Kafka waits for the consumer, which fetches it. Kafka cannot be told from the bridge before it: it has no stages.
 */
function stagesAround(
  samples: readonly Sample[],
): Readonly<Partial<Record<PartName, readonly [Stage, Stage, ...Stage[]]>>> {
  const linkTapped = samples.some(({ counts }) => counts.delivered > 0);
  return {
    publisher: ["made", "sent"],
    mqtt: ["sent", "atBroker", "delivered"],
    bridge: [linkTapped ? "delivered" : "atBroker", "inKafka"],
    consumer: ["inKafka", "consumed"],
  };
}

function longestStall(
  samples: readonly Sample[],
  part: PartName,
  before: Stage,
  after: Stage,
  ...others: readonly Stage[]
): LyingGreen | undefined {
  let longest: LyingGreen | undefined;
  let begin: Sample | undefined;
  let previous: Sample | undefined;
  /** Readings that had come to the part when one passed it last. */
  let come = 0;
  for (const sample of samples) {
    const { counts, claims, at } = sample;
    if ([after, ...others].some((stage) => previous?.counts[stage] !== counts[stage])) come = counts[before];
    const isStalled = counts[before] > come;
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
