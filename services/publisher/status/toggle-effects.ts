/** How far the effect of a device's last toggle has come. */
export interface ToggleEffect {
  /** When it was toggled, while the consumer has not seen the effect; milliseconds since the epoch. */
  readonly pending: number | null;
  /** How long it took from the toggle until the consumer had seen the effect; `null` until then. */
  readonly effectMs: number | null;
}

const none: ToggleEffect = { pending: null, effectMs: null };

/** Waits, per device, until the consumer has seen the reading that a toggle led to. Pure. */
export class ToggleEffects {
  readonly #waiting = new Map<string, { readonly seq: number; readonly atMs: number }>();
  readonly #effects = new Map<string, ToggleEffect>();

  /** A device was toggled at this time; the first reading of its new status is this one. */
  toggled(id: string, seq: number, atMs: number): void {
    this.#waiting.set(id, { seq, atMs });
    this.#effects.set(id, { pending: atMs, effectMs: null });
  }

  /** The consumer has seen readings of the device up to this one; the last of them at that time. */
  seen(id: string, lastSeq: number, atMs: number): void {
    const toggle = this.#waiting.get(id);
    if (toggle === undefined || lastSeq < toggle.seq) return;
    this.#waiting.delete(id);
    this.#effects.set(id, { pending: null, effectMs: Math.max(0, Math.round(atMs - toggle.atMs)) });
  }

  /** Of a device's last toggle. */
  of(id: string): ToggleEffect {
    return this.#effects.get(id) ?? none;
  }
}
