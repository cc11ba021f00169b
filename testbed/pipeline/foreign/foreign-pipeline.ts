/** The addresses and topics of a pipeline that somebody else runs. */
export interface ForeignPipeline {
  /** `mqtt://host:port` or `mqtts://host:port`, with user and password if the broker needs them. */
  readonly mqttUrl: string;
  readonly mqttTopic: string;
  /** `host:port`, separated by commas. */
  readonly kafkaBrokers: string;
  readonly kafkaTopic: string;
}

/** An address or a topic of a foreign pipeline that does not answer; the message has its option and the reason. */
export class UnreachableError extends Error {
  override readonly name = "UnreachableError";
}

/** Returns the URL with the password replaced, to be shown. */
export function withoutPassword(url: string): string {
  const shown = new URL(url);
  if (shown.password !== "") shown.password = "***";
  return shown.href;
}
