import { inspect } from "node:util";
import { escapedLines } from "../../services/shared/text/escaped-text.ts";
import { withoutCredentials } from "../../services/shared/text/without-credentials.ts";

// All text of the commands goes to the terminal through these functions: others choose parts of it, such as device ids, errors
// and logs. (The progress lists are listr2's; their texts are escaped before.)

/** Prints a text on standard output, without the line end if `open`. */
export function print(text: string, { open = false } = {}): void {
  const safe = escapedLines(text);
  if (open) process.stdout.write(safe);
  else console.log(safe);
}

/** Prints a text on standard error. */
export function printError(text: string): void {
  console.error(escapedLines(text));
}

/** Returns an error of the command line or an unexpected one for the terminal. It may repeat an argument or have a URL in it. */
export function safe(text: string): string {
  return escapedLines(withoutCredentials(text));
}

/** Prints an unexpected error with its stack and properties. */
export function printUnexpected(error: unknown): void {
  printError(safe(inspect(error)));
}
