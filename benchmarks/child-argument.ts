import { buffer } from "node:stream/consumers";
import { deserialize } from "node:v8";

/**
 * Returns the argument of a `ChildProgram`, which is this process: from standard input, since everybody can read arguments, and not
 * as JSON, which has no Infinity: a load may have that rate.
 */
export async function childArgument(): Promise<unknown> {
  return deserialize(await buffer(process.stdin));
}
