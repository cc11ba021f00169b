import { type LoadProfile } from "../../services/publisher/fleet/load-profile.ts";
import { type TraceCarrier } from "../../services/shared/reading/trace.ts";
import { type FaultSpec } from "../faults/spec/fault-spec.ts";
import { linkOf } from "../faults/spec/resolved-fault.ts";
import { type Bridge } from "../pipeline/bridge.ts";
import { type PipelineOptions, type Qos } from "../pipeline/pipeline-options.ts";
import { deviceIds } from "../run/source/switched-devices.ts";

/** One load run: how much, how, for how long, through what. */
export interface LoadPlan {
  /** Readings per second, of all devices together, while the profile says "the rate". */
  readonly ratePerSecond: number;
  readonly devices: number;
  readonly profile: LoadProfile;
  /** MQTT connections of the publisher, which the devices share. */
  readonly connections: number;
  readonly seed: number;
  /** The load before what is measured: JVMs are slow at first. */
  readonly warmUpMs: number;
  readonly forMs: number;
  readonly qos: Qos;
  readonly traceCarrier: TraceCarrier;
  /** What carries the readings in the place of the project's own connector. */
  readonly bridge?: Bridge;
  /** In the middle of the load, if there is to be one. */
  readonly fault?: { readonly breakage: FaultSpec; readonly outageMs: number };
  /** A reading that arrives later than this after it was made is late. */
  readonly lateAfterMs: number;
  /** Without a new arrival for so long, after the load, the pipeline has run empty. */
  readonly quietMs: number;
}

/** What a pipeline is started with for a load run. No link leads through the proxy but one that is to be broken. */
export function pipelineForLoad(plan: LoadPlan): Omit<PipelineOptions, "folder" | "ports"> {
  const { qos, traceCarrier, bridge, fault } = plan;
  const link = fault && linkOf(fault.breakage);
  return {
    journals: true,
    publisher: publisherSettings(plan),
    mqttQos: qos,
    traceCarrier,
    ...(bridge ? { bridge } : {}),
    ...(link ? { links: [link] } : {}),
  };
}

function publisherSettings(plan: LoadPlan): Record<string, string> {
  const { devices, ratePerSecond, seed, connections, profile, warmUpMs, forMs } = plan;
  const meanMs = (devices / ratePerSecond) * 1_000;
  const shortestMs = Math.max(1, Math.round((meanMs * 2) / 3));
  return {
    DEVICES: deviceIds({ devices }).join(),
    MIN_INTERVAL_MS: String(shortestMs),
    // Such that the middle of the two is the mean as nearly as whole milliseconds allow.
    MAX_INTERVAL_MS: String(Math.max(shortestMs, Math.round(meanMs * 2) - shortestMs)),
    SEED: String(seed),
    CONNECTIONS: String(connections),
    LOAD_PROFILE: profile,
    LOAD_LENGTH_MS: String(warmUpMs + forMs),
    // The load itself must not wait for a broker that is away: what waits is part of the figures.
    BUFFER_LIMIT: "10000000",
  };
}
