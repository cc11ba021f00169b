import { type CarriedLink, type LinkName, type PartName } from "../../../services/shared/topology.ts";
import { type LinkControl } from "../../pipeline/http/link-control.ts";
import { type Part, type ProcessName } from "../../pipeline/part.ts";
import { type Pipeline } from "../../pipeline/pipeline.ts";
import { type PartTarget } from "../role/part-target.ts";
import { type Fault } from "./fault.ts";
import { type FaultParameters, type ParameterValues } from "./fault-parameter.ts";
import { type RecoveryLimit } from "./recovery-limit.ts";

/** Properties of every kind of fault. */
interface Definition<Kind extends string, Parameters extends FaultParameters> {
  /** Its name: the drill subcommand, and the `kind` of a fault spec. */
  readonly kind: Kind;
  /** Shown in `--help` and in docs/drills.md. */
  readonly description: string;
  /** Properties of a pipeline that this fault brings to light. */
  readonly shows: string;
  /** Failures that look similar and that this fault does not reproduce. */
  readonly cannotShow: string;
  readonly parameters: Parameters;
}

/** A running pipeline that a fault is injected into. */
export interface FaultSite {
  readonly pipeline: Pipeline;
  /** The processes that the fault strikes. */
  readonly struck: readonly Part<ProcessName>[];
  /** Aborts an injection that takes time. */
  readonly signal: AbortSignal;
}

/** A kind of fault that is injected into a part. */
export interface PartFault<Kind extends string = string, Parameters extends FaultParameters = FaultParameters>
  extends Definition<Kind, Parameters> {
  readonly target: "part";
  /** Whether it ends the part's process; healing starts a new one. */
  readonly endsProcess: boolean;
  /** Whether only a pipeline with shut doors can have it, since it is one of certificates or rights; left out: no. */
  readonly needsSecure?: boolean;
  /** Parts that it can be injected into; left out: all. */
  readonly parts?: readonly PartName[];
  /** Whether it strikes a part as a whole, single processes of it, or either; left out: the whole. */
  readonly strikes?: "part" | "instances" | "either";
  /** Whether it needs a part of several processes; left out: no. */
  readonly needsSeveral?: boolean;
  /** Returns the links that it needs at the proxy; left out: none. */
  neededLinks?(part: PartName): readonly CarriedLink[];
  /** See {@link LinkFault.holdsUpMs}. */
  holdsUpMs(values: ParameterValues<Parameters>): number;
  inject(part: Part, values: ParameterValues<Parameters>, site: FaultSite): Promise<Fault>;
  /** `struck`: those of its processes that the fault strikes; default: all. */
  recoveryLimit(part: PartName, struck?: PartTarget): RecoveryLimit;
}

/** A kind of fault that is injected into a link. */
export interface LinkFault<Kind extends string = string, Parameters extends FaultParameters = FaultParameters>
  extends Definition<Kind, Parameters> {
  readonly target: "link";
  /** Returns the least time by which it delays a reading that meets it, in ms; Infinity: until its healing. */
  holdsUpMs(values: ParameterValues<Parameters>): number;
  /** Returns the shortest outage that it needs, in ms; left out: any. */
  leastOutageMs?(values: ParameterValues<Parameters>): number;
  /** Whether the link's client must reach the proxy over a network interface of the link's own; left out: no. */
  needsInterface?(values: ParameterValues<Parameters>): boolean;
  /** Injects it for `outageMs`, after which its owner disposes it. */
  inject(link: LinkControl, values: ParameterValues<Parameters>, outageMs: number): Promise<Fault>;
  recoveryLimit(link: LinkName): RecoveryLimit;
}

/** Parameters of a fault without any. */
export type NoParameters = Readonly<Record<never, never>>;

/** No fault: load alone. */
export interface NoFault<Kind extends string = string> extends Definition<Kind, NoParameters> {
  readonly target: "none";
}

/** A kind of fault, one a file. */
export type FaultDefinition = PartFault | LinkFault | NoFault;

/** Defines a fault of a part. */
export function partFault<const Kind extends string, const Parameters extends FaultParameters>(
  definition: Omit<PartFault<Kind, Parameters>, "target">,
): PartFault<Kind, Parameters> {
  return { ...definition, target: "part" };
}

/** Defines a fault of a link. */
export function linkFault<const Kind extends string, const Parameters extends FaultParameters>(
  definition: Omit<LinkFault<Kind, Parameters>, "target">,
): LinkFault<Kind, Parameters> {
  return { ...definition, target: "link" };
}
