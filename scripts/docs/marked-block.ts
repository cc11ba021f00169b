/**
 * Returns the text with other lines between `<!-- NAME: … -->` and `<!-- /NAME -->`.
 * @throws Error if the text has no such block
 */
export function withBlock(text: string, name: string, content: string): string {
  const block = new RegExp(`(<!-- ${name}: [^\\n]* -->\\n).*?(<!-- /${name} -->)`, "s");
  if (!block.test(text)) throw new Error(`no block between <!-- ${name}: … --> and <!-- /${name} -->`);
  return text.replace(block, (_all, begin: string, end: string) => `${begin}\n${content}\n\n${end}`);
}
