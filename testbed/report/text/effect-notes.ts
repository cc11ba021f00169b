/** Returns a sentence about what the fault met, if its link counted that. */
export function effectNotes({
  fault,
}: {
  readonly fault: { readonly effect: string | null } | null;
}): string[] {
  return fault === null || fault.effect === null ? [] : [`Effect of the fault: ${fault.effect}.`];
}
