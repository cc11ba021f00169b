import { InvalidArgumentError, Option } from "commander";
import ms, { type StringValue } from "ms";
import { wholeNumber } from "../../../services/shared/environment.ts";

/**
 * Returns a parser for durations such as 500ms, 10s or 2m, in whole milliseconds.
 * @throws {InvalidArgumentError} with the allowed range
 */
export function durationArgument(minMs: number, maxMs: number): (text: string) => number {
  const allowed = `a time from ${ms(minMs)} to ${ms(maxMs)} is allowed, such as 500ms, 10s or 2m`;
  return (text) => {
    const value = /^\d+(\.\d+)?(ms|s|m|h)$/.test(text) ? ms(text as StringValue) : Number.NaN;
    if (!(value >= minMs && value <= maxMs)) throw new InvalidArgumentError(allowed);
    return Math.round(value);
  };
}

/**
 * Returns a parser for whole numbers. `other`: words for what the caller allows besides.
 * @throws {InvalidArgumentError} with the allowed range
 */
export function wholeNumberArgument(min: number, max: number, other = ""): (text: string) => number {
  const allowed = wholeNumber(min, max, other);
  return (text) => {
    const checked = allowed.safeParse(text);
    if (!checked.success) throw new InvalidArgumentError(checked.error.issues[0]?.message ?? "");
    return checked.data;
  };
}

/**
 * Returns the result of a check. `option`: named in front of the message.
 * @throws {InvalidArgumentError} instead of a RangeError
 */
export function withinRange<Checked>(check: () => Checked, option?: string): Checked {
  try {
    return check();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new InvalidArgumentError(option === undefined ? error.message : `${option}: ${error.message}`);
  }
}

/** Returns an option that may be given several times. Its value is a list, which `--help` does not show as `[]`. */
export function repeatableOption(flags: string, description: string): Option {
  return new Option(flags, description)
    .argParser((value, previous: readonly string[]) => [...previous, value])
    .default([], "none");
}
