import { type Command, InvalidArgumentError } from "commander";
import { escapedText } from "../../../services/shared/text/escaped-text.ts";

/** Returns the result of a check, or ends the command with one line if it throws an `InvalidArgumentError`. */
export function checkOrExit<Checked>(check: () => Checked, command: Command): Checked {
  try {
    return check();
  } catch (error) {
    if (error instanceof InvalidArgumentError) command.error(`error: ${escapedText(error.message)}`);
    throw error;
  }
}
