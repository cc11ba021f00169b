/** A value that a fault takes beside its target. */
export type FaultParameter = NumberParameter | ChoiceParameter;

/** A whole number. */
export interface NumberParameter extends Parameter<number> {
  /** Times are in milliseconds. */
  readonly kind: "time" | "number";
  readonly min: number;
  readonly max: number;
}

/** One of several words. */
export interface ChoiceParameter<Choice extends string = string> extends Parameter<Choice> {
  readonly kind: "choice";
  readonly choices: readonly Choice[];
}

interface Parameter<Value> {
  /** Option of the command line, such as `--delay`. */
  readonly flag: string;
  readonly description: string;
  readonly default: Value;
  /** Returns the value as it follows the name of the fault in a report, such as "by 500 ms"; empty: the report need not say it. */
  inWords(value: Value): string;
}

/** Parameters of a fault, by name. */
export type FaultParameters = Readonly<Record<string, FaultParameter>>;

/** Type of a parameter's value. */
export type ParameterValue<Each> = Each extends { readonly choices: readonly (infer Choice)[] }
  ? Choice
  : number;

/** Values of a fault's parameters, by name. */
export type ParameterValues<Parameters extends FaultParameters = FaultParameters> = {
  readonly [Name in keyof Parameters]: ParameterValue<Parameters[Name]>;
};

/** Returns the value of a parameter as it follows the name of the fault in a report. */
export function parameterInWords(parameter: FaultParameter, value: unknown): string {
  return parameter.kind === "choice" ? parameter.inWords(String(value)) : parameter.inWords(Number(value));
}
