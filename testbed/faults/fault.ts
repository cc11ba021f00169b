/** A fault that is in force until it is disposed; disposing it heals, also when the test that injected it throws. */
export type Fault = AsyncDisposable;
