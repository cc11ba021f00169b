import { type Command, InvalidArgumentError } from "commander";

/** Arguments that do not go together are a wrong argument like any other: one line, and the command ends. */
export function checkedOr<Checked>(check: () => Checked, command: Command): Checked {
  try {
    return check();
  } catch (error) {
    if (error instanceof InvalidArgumentError) command.error(`error: ${error.message}`);
    throw error;
  }
}
