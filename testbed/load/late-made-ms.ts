/** A reading counts as made late more than this after it was due. */
export const lateMadeMs = 20;
