/** Stall threshold: items are waiting and none has passed for this long. */
export const stallThresholdMs = 2_000;

/** Detects that nothing passes although something waits. Pure; to be updated at least once a second. */
export class StallDetector {
  #passed = 0;
  #movedAtMs: number;
  #isStalled = false;

  /** `nowMs`: on any monotonic clock. */
  constructor(nowMs: number) {
    this.#movedAtMs = nowMs;
  }

  /** Whether something was waiting at the last update and nothing had passed for 2 s. */
  get isStalled(): boolean {
    return this.#isStalled;
  }

  /** Takes the number of items that have passed so far, and whether others wait. */
  update(passed: number, isWaiting: boolean, nowMs: number): void {
    if (passed !== this.#passed || !isWaiting) this.#movedAtMs = nowMs;
    this.#passed = passed;
    this.#isStalled = nowMs - this.#movedAtMs >= stallThresholdMs;
  }
}
