/** Effect of a device's last toggle at the consumer. */
export interface ToggleEffect {
  /** Time of the toggle until the consumer has seen its effect, then `null`; milliseconds since the epoch. */
  readonly pending: number | null;
  /** Time from the toggle until the consumer saw its effect; `null` until then. */
  readonly effectMs: number | null;
}

const none: ToggleEffect = { pending: null, effectMs: null };

/** Measures, per device, the time until the consumer has seen the reading that a toggle led to. Pure. */
export class ToggleEffects {
  readonly #pending = new Map<string, { readonly seq: number; readonly atMs: number }>();
  readonly #effects = new Map<string, ToggleEffect>();

  /** Takes a device's toggle; `seq`: the first reading of its new status. */
  toggled(id: string, seq: number, atMs: number): void {
    this.#pending.set(id, { seq, atMs });
    this.#effects.set(id, { pending: atMs, effectMs: null });
  }

  /** Takes the highest seq of a device that the consumer has seen, and the time at which it saw the device last. */
  seen(id: string, lastSeq: number, atMs: number): void {
    const toggle = this.#pending.get(id);
    if (toggle === undefined || lastSeq < toggle.seq) return;
    this.#pending.delete(id);
    this.#effects.set(id, { pending: null, effectMs: Math.max(0, Math.round(atMs - toggle.atMs)) });
  }

  /** Returns the effect of a device's last toggle. */
  of(id: string): ToggleEffect {
    return this.#effects.get(id) ?? none;
  }
}
