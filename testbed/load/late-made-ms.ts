/** Largest delay of a reading's making after its due time that does not count as late. */
export const lateMadeMs = 20;
