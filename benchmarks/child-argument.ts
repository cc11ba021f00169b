import { text } from "node:stream/consumers";

/** Returns the argument of a `ChildProgram`, which is this process: JSON from standard input, since everybody can read arguments. */
export async function childArgument(): Promise<unknown> {
  return JSON.parse(await text(process.stdin));
}
