/** So long must nothing pass, while something waits, until that counts as a standstill. */
export const standstillMs = 2_000;

/** Notices when something waits and nothing passes any more. Pure; to be asked at least once in a while. */
export class Standstill {
  #passed = 0;
  #movedAtMs: number;

  /** `nowMs` is of any clock that does not jump. */
  constructor(nowMs: number) {
    this.#movedAtMs = nowMs;
  }

  /** Whether nothing has passed for 2 s although something waits. `passed` counts what has passed so far. */
  isReached(passed: number, isWaiting: boolean, nowMs: number): boolean {
    if (passed !== this.#passed || !isWaiting) this.#movedAtMs = nowMs;
    this.#passed = passed;
    return nowMs - this.#movedAtMs >= standstillMs;
  }
}
