/** A part that was stopped or killed and is not gone; the message has the proof and the remedy. */
export class StillRunningError extends Error {
  override readonly name = "StillRunningError";
}
