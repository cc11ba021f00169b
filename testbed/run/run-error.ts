/** A run that could not be carried out, or not to its end; the message gives the reason. */
export class RunError extends Error {
  override readonly name = "RunError";
}
