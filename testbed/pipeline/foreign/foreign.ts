/** A pipeline that somebody else runs: where it begins, and where it ends. */
export interface ForeignPipeline {
  /** `mqtt://host:port` or `mqtts://host:port`, with user and password where it asks for them. */
  readonly mqttUrl: string;
  readonly mqttTopic: string;
  /** `host:port`, separated by commas. */
  readonly kafkaBrokers: string;
  readonly kafkaTopic: string;
}

/** An address or a topic of a foreign pipeline that does not answer; the message names it and says why. */
export class UnreachableError extends Error {
  override readonly name = "UnreachableError";
}

/** A URL as it may be shown: without the password. */
export function withoutPassword(url: string): string {
  const shown = new URL(url);
  if (shown.password !== "") shown.password = "***";
  return shown.href;
}
