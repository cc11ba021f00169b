import { type LinkName, type PartName } from "../../services/shared/topology.ts";

/** Taps that a ledger can do without, at the price of less evidence on the hop of a loss. */
export const optionalTaps = ["mqtt", "mqtt-bridge", "bridge", "kafka"] as const satisfies readonly (
  | PartName
  | LinkName
)[];

/** See {@link optionalTaps}. */
export type OptionalTap = (typeof optionalTaps)[number];

/** Places at which readings are observed, named after the part or link, in the order of the flow. */
export const taps = ["publisher", ...optionalTaps, "consumer"] as const;

/** See {@link taps}. */
export type Tap = (typeof taps)[number];
