/** Returns a count with its noun, such as "1 reading" or "3 readings". */
export function counted(count: number, noun: string): string {
  return `${count} ${forCount(count, noun, `${noun}s`)}`;
}

/** Returns the word that agrees with a count, such as "is" or "are". */
export function forCount(count: number, singular: string, plural: string): string {
  return count === 1 ? singular : plural;
}
