import { withoutCredentials } from "../../services/shared/text/without-credentials.ts";
import { firstError } from "../first-error.ts";
import { RunError } from "./run-error.ts";

/** Returns the failure of a run that had started, as an error whose message is one line. Its cause is the error itself. */
export function runFailure(error: unknown): RunError {
  const first = firstError(error);
  return first instanceof RunError && !first.message.includes("\n")
    ? first
    : new RunError(withoutCredentials(oneLine(first)), { cause: error });
}

/** Returns the first line of an error's message and of those of its causes; of an unexpected error also its name. */
function oneLine(error: unknown): string {
  if (!(error instanceof Error)) return firstLine(String(error));
  const isNamed = !(error instanceof TypeError || error instanceof RangeError);
  const text = isNamed ? firstLine(error.message) : `${error.name}: ${firstLine(error.message)}`;
  const { cause } = error;
  // Node's fetch has the reason in its cause alone; a message often has that of its cause.
  const reason = cause === undefined ? "" : oneLine(cause);
  return reason === "" || text.includes(reason) ? text : `${text}: ${reason}`;
}

function firstLine(text: string): string {
  return text.trim().split("\n", 1)[0] ?? "";
}
