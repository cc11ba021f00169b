/** A fault in force. Disposing it heals it, also when the code that injected it throws. */
export type Fault = AsyncDisposable;
