import { type LinkName, type PartName } from "../../../services/shared/topology.ts";
import { type LinkControl } from "../../pipeline/link-control.ts";
import { type Part } from "../../pipeline/part.ts";
import { type Fault } from "./fault.ts";
import { type FaultParameter, type ParameterValues } from "./fault-parameter.ts";
import { type RecoveryLimit } from "./recovery-limit.ts";

/** Properties of every kind of fault. */
interface Definition<Kind extends string, Parameter extends string> {
  /** Its name: the drill subcommand, and the `kind` of a fault spec. */
  readonly kind: Kind;
  /** Shown in `--help` and in docs/drills.md. */
  readonly description: string;
  /** Properties of a pipeline that this fault brings to light. */
  readonly shows: string;
  /** Failures that look similar and that this fault does not reproduce. */
  readonly cannotShow: string;
  readonly parameters: Readonly<Record<Parameter, FaultParameter>>;
}

/** A kind of fault that is injected into a part. */
export interface PartFault<Kind extends string = string, Parameter extends string = string>
  extends Definition<Kind, Parameter> {
  readonly target: "part";
  /** Whether it ends the part's process; healing starts a new one. */
  readonly endsProcess: boolean;
  /** See {@link LinkFault.holdsUpMs}. */
  holdsUpMs(values: ParameterValues<Parameter>): number;
  inject(part: Part, values: ParameterValues<Parameter>): Promise<Fault>;
  recoveryLimit(part: PartName): RecoveryLimit;
}

/** A kind of fault that is injected into a link. */
export interface LinkFault<Kind extends string = string, Parameter extends string = string>
  extends Definition<Kind, Parameter> {
  readonly target: "link";
  /** Returns the least time by which it delays a reading that meets it, in ms; Infinity: until its healing. */
  holdsUpMs(values: ParameterValues<Parameter>): number;
  /** Returns the shortest outage that it needs, in ms; left out: any. */
  leastOutageMs?(values: ParameterValues<Parameter>): number;
  /** Injects it for `outageMs`, after which its owner disposes it. */
  inject(link: LinkControl, values: ParameterValues<Parameter>, outageMs: number): Promise<Fault>;
  recoveryLimit(link: LinkName): RecoveryLimit;
}

/** No fault: load alone. */
export interface NoFault<Kind extends string = string> extends Definition<Kind, never> {
  readonly target: "none";
}

/** A kind of fault, one a file. */
export type FaultDefinition = PartFault | LinkFault | NoFault;

/** Defines a fault of a part. */
export function partFault<const Kind extends string, Parameter extends string = never>(
  definition: Omit<PartFault<Kind, Parameter>, "target">,
): PartFault<Kind, Parameter> {
  return { ...definition, target: "part" };
}

/** Defines a fault of a link. */
export function linkFault<const Kind extends string, Parameter extends string = never>(
  definition: Omit<LinkFault<Kind, Parameter>, "target">,
): LinkFault<Kind, Parameter> {
  return { ...definition, target: "link" };
}
