import { type z } from "zod";

/** A setting in words, for help texts and documentation. */
export interface SettingDescription {
  readonly name: string;
  readonly description: string;
  /** The default value as a variable would have it; empty if it cannot be written as one. */
  readonly value: string;
  /** The default in words. */
  readonly default: string;
}

/**
 * Returns the settings of a schema in words. Each has its text beside its schema, as `.meta({ description })`; those whose
 * default is not one short value say it in words, as `.meta({ description, unset })`.
 * @throws Error for a setting without a description
 */
export function describeSettings(settings: Readonly<Record<string, z.ZodType>>): SettingDescription[] {
  return Object.entries(settings).map(([name, schema]) => {
    const { description, unset } = schema.meta() ?? {};
    if (description === undefined) throw new Error(`the setting ${name} has no description`);
    const value = unset === undefined ? String(defaultOf(schema) ?? "") : "";
    return { name, description, value, default: unset === undefined ? value : String(unset) };
  });
}

/** Returns the default value of a schema; `undefined` if it has none. */
function defaultOf(schema: z.ZodType): unknown {
  return schema.safeParse(undefined).data;
}
