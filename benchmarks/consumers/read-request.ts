import { z } from "zod";
import { type KafkaClientName } from "../../services/consumer/reader/kafka-reader.ts";

/** A topic that is to be read to its end. */
export interface ReadRequest {
  readonly client: KafkaClientName;
  readonly brokers: readonly string[];
  readonly topic: string;
  /** Number of readings in the topic. */
  readonly readings: number;
}

/** Schema of a {@link ReadResult}. */
export const readResult = z.object({
  perSecond: z.number(),
  /** Processor time of the process, in cores. */
  cores: z.number(),
  duplicates: z.number(),
  reordered: z.number(),
  gaps: z.number(),
});

/** Result of the program that reads a topic, from its first record to its last. */
export type ReadResult = z.infer<typeof readResult>;
