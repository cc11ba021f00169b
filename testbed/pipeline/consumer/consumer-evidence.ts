/**
 * Kinds of evidence of a consumer under test: `journal`: the records that its journal names, each when it was handled;
 * `commits`: the committed offsets of its group alone, since it writes no journal; `none`: it has given neither.
 */
export const evidenceKinds = ["journal", "commits", "none"] as const;

/** Evidence of a consumer under test so far. */
export interface ConsumerEvidence {
  readonly kind: (typeof evidenceKinds)[number];
  /** Number of records that its journal has named. */
  readonly handled: number;
  /** Number of lines or parts of its journal that name no record of the topic. */
  readonly unusable: number;
  /** The first of them, with the reason; `undefined` if there is none. */
  readonly firstUnusable: string | undefined;
  /** Number of lines that were cut, as by a SIGKILL; also the last one, if its end has not been written. */
  readonly cutLines: number;
}

/** Recording of what a consumer under test does, into the pipeline's journal of the consumer. */
export interface ConsumerRecording {
  readonly evidence: ConsumerEvidence;
  /** Records what the consumer has written and committed by now, as far as its records are known already. */
  catchUp(): Promise<void>;
  /** Records all of that: what names no record in Kafka then is unusable. Waits for Kafka's answers up to the timeout. */
  settle(timeoutMs: number): Promise<void>;
}
