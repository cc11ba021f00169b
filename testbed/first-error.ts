/** Returns the error that came first, without those of the clean-up after it (ECMAScript's SuppressedError). */
export function firstError(error: unknown): unknown {
  return error instanceof SuppressedError ? firstError(error.suppressed) : error;
}
