import { ConsumerRecorder, type ConsumerRecorderOptions } from "../consumer/consumer-recorder.ts";
import { type PipelineOptions } from "../pipeline-options.ts";
import { type PipelineStart } from "./pipeline-start.ts";

/** Kafka log that a consumer under test reads, and its group. */
type ConsumedLog = Pick<ConsumerRecorderOptions, "brokers" | "topic" | "groupId" | "access" | "startOffsets">;

/**
 * Begins to record a consumer under test; `undefined` if there is none, or journals are not wanted.
 * @throws as {@link ConsumerRecorder.start}
 */
export async function consumerRecording(
  { folder: { journals }, resources }: PipelineStart,
  { consumer, journals: areWanted, traceCarrier = "properties" }: PipelineOptions,
  log: ConsumedLog,
): Promise<ConsumerRecorder | undefined> {
  if (consumer === undefined || !areWanted) return undefined;
  const files = { consumerJournal: journals.consumerUnderTest, journal: journals.consumer };
  return resources.use(await ConsumerRecorder.start({ ...log, traceCarrier, ...files }));
}
