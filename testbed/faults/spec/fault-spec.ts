import { type formerNames, type LinkName, type PartName } from "../../../services/shared/topology.ts";
import { type catalogue } from "../catalogue.ts";
import { type FaultDefinition, type LinkFault, type PartFault } from "../definition/fault-definition.ts";
import { type FaultParameters, type ParameterValue } from "../definition/fault-parameter.ts";
import { type PartTarget } from "../role/part-target.ts";

/** Spec of a fault with this definition: its kind, its target and its parameters, in plain JSON. */
export type SpecOf<Definition extends FaultDefinition> =
  Definition extends PartFault<infer Kind, infer Parameters>
    ? Fields<{ kind: Kind; part: PartTarget } & SpecValues<Parameters>>
    : Definition extends LinkFault<infer Kind, infer Parameters>
      ? Fields<{ kind: Kind; link: LinkName } & SpecValues<Parameters>>
      : Fields<{ kind: Definition["kind"] }>;

/** Values of parameters in a spec. A choice that is left out has its default. */
type SpecValues<Parameters extends FaultParameters> = {
  [Name in Exclude<keyof Parameters, ChoiceName<Parameters>>]: number;
} & { [Name in ChoiceName<Parameters>]?: ParameterValue<Parameters[Name]> };

type ChoiceName<Parameters> = {
  [Name in keyof Parameters]: Parameters[Name] extends { readonly kind: "choice" } ? Name : never;
}[keyof Parameters];

type Fields<All> = { readonly [Name in keyof All]: All[Name] };

/** Which fault of which part, of one of its processes, or of which link, such as `{ kind: "kill", part: "bridge" }`; `none` for load alone. */
export type FaultSpec = SpecOf<(typeof catalogue)[number]>;

/** A former name of parts or links with these names. */
export type FormerNameOf<Name extends PartName | LinkName> = keyof {
  [Former in keyof typeof formerNames as (typeof formerNames)[Former] extends Name ? Former : never]: true;
};

/** A fault spec in which parts and links may have their former names. */
export type GivenFaultSpec = WithFormerNames<FaultSpec>;

/** @deprecated Former name of the library's `FaultSpec`. */
export type FaultPlan = GivenFaultSpec;

type WithFormerNames<Spec> = Spec extends FaultSpec
  ? {
      readonly [Field in keyof Spec]: Spec[Field] extends PartTarget | LinkName
        ? Spec[Field] | FormerNameOf<Extract<Spec[Field], PartName | LinkName>>
        : Spec[Field];
    }
  : never;
