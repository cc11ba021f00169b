/** A whole number that a fault takes beside its target. */
export interface FaultParameter {
  /** Times are in milliseconds. */
  readonly kind: "time" | "number";
  /** Option of the command line, such as `--delay`. */
  readonly flag: string;
  readonly description: string;
  readonly min: number;
  readonly max: number;
  readonly default: number;
  /** Returns the value as it follows the name of the fault in a report, such as "by 500 ms". */
  readonly inWords: (value: number) => string;
}

/** Values of a fault's parameters, by name. */
export type ParameterValues<Name extends string = string> = Readonly<Record<Name, number>>;
