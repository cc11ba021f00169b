/** Limit of the recovery time after a fault. What it is added to is measured in the same drill. */
export type RecoveryLimit =
  | { readonly kind: "none" }
  | { readonly kind: "fixed"; readonly ms: number }
  | { readonly kind: "planned restart"; readonly plusMs: number }
  | { readonly kind: "start"; readonly plusMs: number };

/** Times in milliseconds that limits refer to; `undefined` if not measured. */
export interface RecoveryReferences {
  /** Recovery time after a planned restart of the same part. */
  readonly plannedMs: number | undefined;
  /** Start of the part after the fault, until it was usable. */
  readonly startMs: number | undefined;
}

/** Nothing is promised. */
export const noLimit: RecoveryLimit = { kind: "none" };

/** Limit after a link is healed. */
export const healedLink: RecoveryLimit = { kind: "fixed", ms: 2_000 };

/** Returns the limit in milliseconds; `undefined` if nothing is promised or its reference was not measured. */
export function limitMs(
  limit: RecoveryLimit,
  { plannedMs, startMs }: RecoveryReferences,
): number | undefined {
  switch (limit.kind) {
    case "none":
      return undefined;
    case "fixed":
      return limit.ms;
    case "planned restart":
      return plannedMs === undefined ? undefined : plannedMs + limit.plusMs;
    case "start":
      return startMs === undefined ? undefined : startMs + limit.plusMs;
  }
}

/** Returns the limit in words, such as "its planned restart + 1.5 s". */
export function limitInWords(limit: RecoveryLimit): string {
  switch (limit.kind) {
    case "none":
      return "nothing promised";
    case "fixed":
      return seconds(limit.ms);
    case "planned restart":
      return `its planned restart + ${seconds(limit.plusMs)}`;
    case "start":
      return `its own start after the fault + ${seconds(limit.plusMs)}`;
  }
}

const seconds = (ms: number) => `${ms / 1_000} s`;
