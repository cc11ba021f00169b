import { type LinkName, type PartName } from "../../services/shared/topology.ts";

/** Places without which a ledger can judge, but with less evidence on where readings are lost. */
export const optionalTaps = ["mqtt", "mqtt-bridge", "kafka"] as const satisfies readonly (
  | PartName
  | LinkName
)[];

/** See {@link optionalTaps}. */
export type OptionalTap = (typeof optionalTaps)[number];

/** Places at which readings are observed, named after the part or link, in the order of the flow. */
export const taps = ["publisher", ...optionalTaps, "consumer"] as const;

/** See {@link taps}. */
export type Tap = (typeof taps)[number];
