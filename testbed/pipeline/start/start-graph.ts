/** A step of a start, with the steps that must be done before it begins. */
export interface Step<Name extends string> {
  readonly name: Name;
  /** Steps that are declared before this one. */
  readonly after: readonly Name[];
  readonly run: () => Promise<unknown>;
}

/** Observer and abort signal of {@link runSteps}. */
export interface RunStepsOptions<Name extends string> {
  /** Receives all steps once, in the order of their declaration; each promise settles with its step. */
  readonly onSteps?: (steps: ReadonlyMap<Name, Promise<void>>) => void;
  /** Aborted at the first failure, so that the other steps stop waiting. */
  readonly abandoned: AbortController;
}

/**
 * Runs every step as soon as the steps before it are done. After the first failure no further step begins.
 * @throws the first failure, once all steps that had begun have ended
 * @throws RangeError for a step that waits for one that is not declared before it; no step has begun then
 */
export async function runSteps<Name extends string>(
  steps: readonly Step<Name>[],
  { onSteps, abandoned }: RunStepsOptions<Name>,
): Promise<void> {
  requireOrder(steps);
  let failure: { readonly reason: unknown } | undefined;
  const fail = (reason: unknown): never => {
    failure ??= { reason };
    abandoned.abort();
    // An AbortError is a consequence of the first failure, which is the reason worth telling.
    throw isAbortError(reason) ? failure.reason : reason;
  };
  const begun = new Map<Name, Promise<void>>();
  const runAfter = async ({ after, run }: Step<Name>) => {
    try {
      await Promise.all(after.map((name) => begun.get(name)));
      if (failure !== undefined) throw failure.reason;
      await run();
    } catch (reason) {
      fail(reason);
    }
  };
  for (const step of steps) begun.set(step.name, runAfter(step));
  onSteps?.(begun);
  await Promise.allSettled(begun.values());
  if (failure !== undefined) throw failure.reason;
}

function requireOrder(steps: readonly Step<string>[]): void {
  const declared = new Set<string>();
  for (const { name, after } of steps) {
    const missing = after.find((other) => !declared.has(other));
    if (missing !== undefined)
      throw new RangeError(`the step ${name} waits for ${missing}, which is not declared before it`);
    declared.add(name);
  }
}

function isAbortError(reason: unknown): boolean {
  return reason instanceof Error && reason.name === "AbortError";
}
