import { z } from "zod";
import { linkNames, partNames } from "../../../services/shared/topology.ts";
import { catalogue } from "../../faults/catalogue.ts";
import { type FaultDefinition } from "../../faults/definition/fault-definition.ts";
import {
  type FaultParameter,
  type ParameterValues,
  parameterInWords,
} from "../../faults/definition/fault-parameter.ts";
import { rolesOf } from "../../faults/role/part-target.ts";
import { type FaultSpec } from "../../faults/spec/fault-spec.ts";
import { definitionOf, parametersOf, targetOf } from "../../faults/spec/resolved-fault.ts";
import { clusteredParts } from "../../pipeline/cluster/instance-name.ts";

type ParameterName<Definition> = Definition extends {
  readonly parameters: Readonly<Record<infer Name extends string, FaultParameter>>;
}
  ? Name
  : never;

/** Returns the fields of a report that describe its fault: kind, target, and the parameters of all these faults. */
export function faultFields<Definition extends FaultDefinition>(definitions: readonly Definition[]) {
  return {
    fault: z.enum(definitions.map(({ kind }): Definition["kind"] => kind)),
    target: z
      .union([
        z.enum([...partNames, ...partNames.flatMap(rolesOf), ...linkNames]),
        z.templateLiteral([z.enum(clusteredParts), "-", z.number().int()]),
      ])
      .nullable()
      .describe("null: without a fault"),
    ...parameterFields(definitions),
  };
}

function parameterFields<Definition extends FaultDefinition>(definitions: readonly Definition[]) {
  const fields = definitions.flatMap(({ kind, parameters }) =>
    Object.entries<FaultParameter>(parameters).map(([name, parameter]) => [
      name,
      schemaOf(parameter).nullable().describe(`${parameter.description}, of the fault ${kind}`),
    ]),
  );
  return Object.fromEntries(fields) as Record<ParameterName<Definition>, z.ZodType<number | string | null>>;
}

function schemaOf(parameter: FaultParameter) {
  return parameter.kind === "choice" ? z.enum(parameter.choices) : z.number().nonnegative();
}

/** Fields of a report that describe its fault. */
export type FaultFields = z.output<z.ZodObject<ReturnType<typeof faultFields<(typeof catalogue)[number]>>>>;

/** Returns the values of the fields for a fault. */
export function faultFieldsOf(spec: FaultSpec): FaultFields {
  const values: Partial<ParameterValues> = parametersOf(spec);
  const parameters = catalogue.flatMap((definition) => Object.keys(definition.parameters));
  return {
    fault: spec.kind,
    target: targetOf(spec) ?? null,
    ...(Object.fromEntries(parameters.map((name) => [name, values[name] ?? null])) as Pick<
      FaultFields,
      ParameterName<(typeof catalogue)[number]>
    >),
  };
}

/** Returns a title such as "kill bridge" or "slow mqtt-bridge by 500 ms in each direction". */
export function faultTitle(fields: FaultFields): string {
  if (fields.target === null) return "no fault";
  const values: Readonly<Record<string, unknown>> = fields;
  const definition: FaultDefinition = definitionOf(fields.fault);
  const parameters = Object.entries(definition.parameters).map(([name, parameter]) =>
    parameterInWords(parameter, values[name] ?? parameter.default),
  );
  return [fields.fault, fields.target, ...parameters].filter((word) => word !== "").join(" ");
}

/** Returns the default parameters in words, such as "slow by 500 ms in each direction". */
export function defaultParameters(definitions: readonly FaultDefinition[]): string {
  return definitions
    .flatMap(({ kind, parameters }) =>
      Object.values(parameters).flatMap((parameter) => {
        const words = parameterInWords(parameter, parameter.default);
        return words === "" ? [] : [`${kind} ${words}`];
      }),
    )
    .join(", ");
}
