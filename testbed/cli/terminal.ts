import { inspect } from "node:util";
import { escapedLines } from "../../services/shared/text/escaped-text.ts";
import { withoutCiCommands } from "../../services/shared/text/without-ci-commands.ts";
import { withoutCredentials } from "../../services/shared/text/without-credentials.ts";

// All text of the commands goes to the terminal, or into the log of a CI job, through these functions: others choose parts of it,
// such as device ids, errors and logs. (The progress lists are listr2's; their texts are made safe before.)

/** Prints a text on standard output, without the line end if `open`. */
export function print(text: string, { open = false } = {}): void {
  if (open) process.stdout.write(inert(text));
  else console.log(inert(text));
}

/** Prints a text on standard error. */
export function printError(text: string): void {
  console.error(inert(text));
}

/** Returns an error of the command line or an unexpected one for the terminal. It may repeat an argument or have a URL in it. */
export function safe(text: string): string {
  return inert(withoutCredentials(text));
}

/** Prints an unexpected error with its stack and properties. */
export function printUnexpected(error: unknown): void {
  printError(safe(inspect(error)));
}

/** Returns a text that commands neither terminal nor CI system. */
function inert(text: string): string {
  return withoutCiCommands(escapedLines(text));
}
