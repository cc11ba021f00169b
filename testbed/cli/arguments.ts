import { InvalidArgumentError } from "commander";
import ms, { type StringValue } from "ms";

/**
 * Reads a length of time such as 500ms, 10s or 2m, in whole milliseconds.
 * @throws {InvalidArgumentError} naming what is allowed
 */
export function duration(minMs: number, maxMs: number): (text: string) => number {
  const allowed = `a time from ${ms(minMs)} to ${ms(maxMs)} is allowed, such as 500ms, 10s or 2m`;
  return (text) => {
    const value = /^\d+(\.\d+)?(ms|s|m|h)$/.test(text) ? ms(text as StringValue) : Number.NaN;
    if (!(value >= minMs && value <= maxMs)) throw new InvalidArgumentError(allowed);
    return Math.round(value);
  };
}

/**
 * Reads a whole number.
 * @throws {InvalidArgumentError} naming what is allowed
 */
export function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= min && value <= max)) {
      throw new InvalidArgumentError(`a whole number from ${min} to ${max} is allowed`);
    }
    return value;
  };
}
