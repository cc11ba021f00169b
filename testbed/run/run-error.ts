/** Error of a run that could not start or not finish; the message gives the reason. */
export class RunError extends Error {
  override readonly name = "RunError";
}
