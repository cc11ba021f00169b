import { type MinuteSummary } from "../../shared/latency-window.ts";
import { type LinkName, type PartName } from "../../shared/topology.ts";
import { type ConnectorClaim } from "./connector-watch.ts";
import { type FarEndState } from "./consumer-feed.ts";

/** How a part or a hop is. `not flowing`: it says that it is up, and nothing passes although something waits. */
export type FlowState = "up" | "down" | "not flowing" | "unknown";

/** A part of the pipeline, by its own account. */
export interface PartView {
  readonly state: FlowState;
  readonly says: string;
}

/** A hop between two parts; the figures are of the last minute, `null` where they are not known. */
export interface HopView {
  readonly state: FlowState;
  readonly ratePerSecond: number | null;
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
  /** What the latency spans. */
  readonly measures: string;
}

/** The pipeline as a whole. */
export interface Overview {
  readonly parts: Readonly<Record<PartName, PartView>>;
  readonly hops: Readonly<Record<LinkName, HopView>>;
}

/** What is known. */
export interface Evidence {
  /** Whether the publisher's connection to the broker is up. */
  readonly connected: boolean;
  /** The publisher has readings waiting, and none was acknowledged for some time. */
  readonly acknowledgedStandstill: boolean;
  readonly acknowledged: MinuteSummary;
  /** `undefined`: nobody is asked about Connect. */
  readonly connector: ConnectorClaim | undefined;
  /** `undefined`: the consumer cannot be reached. */
  readonly farEnd: FarEndState | undefined;
  /** Readings were acknowledged that the consumer has not seen, and none arrived for some time. */
  readonly arrivedStandstill: boolean;
}

/** Makes of what is known how each part and hop is. What cannot be asked is unknown, never up. Pure. */
export function overviewOf(evidence: Evidence): Overview {
  const { connected, farEnd, connector } = evidence;
  const mqtt: PartView = connected
    ? claimed(true, evidence.acknowledgedStandstill, "accepts our connection")
    : { state: "down", says: "no connection to the broker" };
  // Who stands still between the broker's acknowledgement and the consumer, nobody can say; Connect is the first there.
  const bridge = connectPart(connector, evidence.arrivedStandstill);
  const kafka: PartView =
    farEnd === undefined
      ? { state: "unknown", says: "the consumer would know" }
      : farEnd.ready
        ? { state: "up", says: "answers the consumer" }
        : { state: "down", says: "does not answer the consumer" };
  const consumer: PartView =
    farEnd === undefined
      ? { state: "unknown", says: "cannot be reached" }
      : { state: "up", says: farEnd.ready ? "reads" : "waits for Kafka" };
  const arriving = hopState(farEnd?.ready, evidence.arrivedStandstill);
  return {
    parts: { publisher: { state: "up", says: "shows this page" }, mqtt, bridge, kafka, consumer },
    hops: {
      "publisher-mqtt": {
        ...figures(evidence.acknowledged),
        state: hopState(connected, evidence.acknowledgedStandstill),
        measures: "made → acknowledged",
      },
      "mqtt-bridge": {
        ...figures(farEnd?.lastMinute.toConnect),
        state: connected ? hopState(connector?.running, evidence.arrivedStandstill) : "down",
        measures: "made → in Kafka Connect",
      },
      "bridge-kafka": {
        ...figures(farEnd?.lastMinute.fromConnect),
        state:
          connector?.running === true ? arriving : hopState(connector?.running, evidence.arrivedStandstill),
        measures: "in Kafka Connect → consumed, both hops together",
      },
      "kafka-consumer": {
        ...figures(farEnd?.lastMinute.fromConnect),
        state: arriving,
        measures: "in Kafka Connect → consumed, both hops together",
      },
    },
  };
}

function connectPart(connector: ConnectorClaim | undefined, standsStill: boolean): PartView {
  if (connector === undefined) return { state: "unknown", says: "CONNECT_URL is not set" };
  if (connector.running === undefined) return { state: "unknown", says: connector.says };
  return claimed(connector.running, standsStill, connector.says);
}

function claimed(isUp: boolean, standsStill: boolean, says: string): PartView {
  return { state: hopState(isUp, standsStill), says };
}

function hopState(isUp: boolean | undefined, standsStill: boolean): FlowState {
  if (isUp === undefined) return "unknown";
  if (!isUp) return "down";
  return standsStill ? "not flowing" : "up";
}

function figures(window: MinuteSummary | undefined) {
  const { ratePerSecond = null, p50Ms = null, p99Ms = null } = window ?? {};
  return { ratePerSecond, p50Ms, p99Ms };
}
