/** Returns names as a list in a sentence, such as "mqtt", "mqtt and kafka" or "mqtt, kafka and consumer". */
export function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}
