import fc from "fast-check";
import { type Pipeline } from "../../../testbed/pipeline/pipeline.ts";
import { anyPublish } from "../mqtt/any-publish.ts";
import { knownPackets } from "../mqtt/known-packets.ts";
import { describePublish, type PublishPacket } from "../mqtt/publish-packet.ts";
import { PublishTrial } from "./publish-trial.ts";

const batchSize = 50;
const arrivalTimeoutMs = 20_000;
/** The search for the smallest packet waits for many that do not arrive. */
const shrinkArrivalTimeoutMs = 3_000;
const shrinkTimeoutMs = 45_000;
/** Most generated packets must be accepted: a check in which the broker refuses everything proves nothing. */
const leastAcceptedShare = 0.6;

/** Options of {@link checkAnyPublish}. */
export interface AnyPublishOptions {
  /** Seed of fast-check. */
  readonly seed: number;
  /** Number of generated packets. */
  readonly count: number;
}

/**
 * Sends the known and the generated packets to a connector in batches and checks that all that the broker accepts arrives
 * as it should, and that the connector keeps its connection.
 * @throws Error with the smallest packet that fails by itself, or with the failures of the batch
 */
export async function checkAnyPublish(pipeline: Pipeline, { seed, count }: AnyPublishOptions): Promise<void> {
  const generated = fc.sample(anyPublish, { seed, numRuns: count });
  const packets = [...knownPackets, ...generated];
  await using trial = await PublishTrial.open(pipeline, arrivalTimeoutMs);
  let accepted = 0;
  for (let from = 0; from < packets.length; from += batchSize) {
    const batch = packets.slice(from, from + batchSize);
    const outcome = await trial.run(batch);
    accepted += outcome.accepted;
    const [first] = outcome.failures;
    if (first === undefined) continue;
    const index = from + first.index - knownPackets.length;
    const smallest = index < 0 ? undefined : await smallestFailing(pipeline, seed, index);
    const failures = outcome.failures.slice(0, 10).map(({ index: at, problems }) => {
      const packet = batch[at];
      return `${packet && describePublish(packet)}\n    ${problems.slice(0, 5).join("\n    ")}`;
    });
    const smallestText = smallest === undefined ? "" : `smallest packet: ${describePublish(smallest)}\n`;
    throw new Error(
      `seed ${seed}, packet ${index}\n${smallestText}failures in the batch: ${failures.join("\n  ")}`,
    );
  }
  const leastAccepted = leastAcceptedShare * packets.length;
  if (accepted < leastAccepted)
    throw new Error(
      `the broker accepted ${accepted} of ${packets.length} packets; at least ${leastAccepted} are needed`,
    );
}

/** Returns the smallest packet that fast-check finds to fail by itself; `undefined` if the one of this index does not. */
async function smallestFailing(
  pipeline: Pipeline,
  seed: number,
  index: number,
): Promise<PublishPacket | undefined> {
  await using trials = new AsyncDisposableStack();
  let trial: PublishTrial | undefined;
  const property = fc.asyncProperty(anyPublish, async (packet) => {
    trial ??= trials.use(await PublishTrial.open(pipeline, shrinkArrivalTimeoutMs));
    const { failures, flows } = await trial.run([packet]);
    if (!flows) trial = undefined;
    return failures.length === 0;
  });
  const options = { seed, path: String(index), numRuns: 1, interruptAfterTimeLimit: shrinkTimeoutMs };
  const { counterexample } = await fc.check(property, options);
  return counterexample?.[0];
}
