/**
 * The part of this name.
 * @throws RangeError when there is none
 */
export function partIn<Part>(parts: ReadonlyMap<string, Part>, name: string): Part {
  const found = parts.get(name);
  if (found === undefined) throw new RangeError(`the pipeline has no part ${name}`);
  return found;
}
