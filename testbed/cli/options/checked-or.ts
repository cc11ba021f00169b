import { type Command, InvalidArgumentError } from "commander";

/** Returns the checked arguments. Arguments that do not go together end the command with one line, as any wrong one does. */
export function checkedOr<Checked>(check: () => Checked, command: Command): Checked {
  try {
    return check();
  } catch (error) {
    if (error instanceof InvalidArgumentError) command.error(`error: ${error.message}`);
    throw error;
  }
}
