/** Largest report in bytes. A job summary of GitHub takes 1 MiB a step; what a workflow adds, such as a link, has room. */
const maxBytes = 1_000_000;
const shortened = "\n\n**Shortened: the rest is in the JSON beside it.**\n";

/** Returns Markdown in the size of a job summary, without its end if it is larger: the verdict is at the beginning. */
export function jobSummary(markdown: string): string {
  const bytes = Buffer.from(markdown);
  if (bytes.length <= maxBytes) return markdown;
  // A stream decoder leaves out the character that the cut divides.
  const kept = new TextDecoder().decode(bytes.subarray(0, maxBytes - shortened.length), { stream: true });
  const lineEnd = kept.lastIndexOf("\n");
  return `${lineEnd > 0 ? kept.slice(0, lineEnd) : kept}${shortened}`;
}
