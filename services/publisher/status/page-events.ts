import { type DeviceState } from "../device-state.ts";
import { type Route } from "../fleet/route.ts";
import { type ConnectorView } from "./connector-view.ts";
import { type Overview } from "./overview.ts";
import { type ToggleEffect } from "./toggle-effects.ts";

/** One second of the history; figures are `null` if unknown. */
export interface Second {
  /** End of the second, in seconds since the epoch. */
  readonly at: number;
  readonly acknowledged: number;
  readonly arrived: number | null;
  /** Latency from the device to the consumer of the readings that arrived. */
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
}

/** Data of the `hello` event, the first of every connection. */
export interface HelloEvent {
  readonly run: string;
  /** Start of the publisher, ISO 8601. */
  readonly since: string;
  readonly route: Route;
  readonly seconds: readonly Second[];
}

/** Consumer's counts of a device's readings of this run; all `null` while the consumer cannot be reached. */
export interface DeviceArrivals {
  readonly arrived: number | null;
  /** Highest sequence number that arrived; `null` before the first. */
  readonly lastSeq: number | null;
  /** Arrival of the latest reading, in milliseconds since the epoch; `null` before the first. */
  readonly lastSeenMs: number | null;
  readonly gaps: number | null;
  readonly duplicates: number | null;
}

/** A device as publisher and consumer see it. */
export interface DeviceView extends DeviceState, ToggleEffect, DeviceArrivals {}

/** Fields of the `state` event that concern the pipeline as a whole; `null` if unknown. */
export interface PipelineState extends Overview {
  /** Start of the consumer, ISO 8601. */
  readonly consumerSince: string | null;
  readonly readAgain: number | null;
  readonly unreadable: number | null;
  readonly acknowledgedWithoutSubscriber: number;
  readonly connector: ConnectorView;
}

/** Data of the `state` event: the fields, and the devices that changed since the client's last one. */
export interface StateEvent extends PipelineState {
  /** Publisher's clock, in milliseconds since the epoch. */
  readonly at: number;
  readonly devices: readonly DeviceView[];
}
