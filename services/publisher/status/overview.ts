import { type MinuteSummary } from "../../shared/latency-window.ts";
import { type LinkName, type PartName } from "../../shared/topology.ts";
import { type ConnectorView } from "./connector-view.ts";
import { type ConnectorClaim } from "./connector-watch.ts";
import { type GroupState } from "./group-feed.ts";

/** State of a part or a link. `not flowing`: it reports to be up, and nothing passes although readings wait. */
export type FlowState = "up" | "down" | "not flowing" | "unknown";

/** A part's state, and what the part or its neighbour reports. */
export interface PartView {
  readonly state: FlowState;
  readonly says: string;
  /** Why nothing passes it although it reports to be up, as the end of a sentence; left out if not known. */
  readonly obstacle?: string;
}

/** A link's state, and its figures of the last minute; `null` where not known. */
export interface LinkView {
  readonly state: FlowState;
  readonly ratePerSecond: number | null;
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
  /** Span of the latency. */
  readonly measures: string;
}

/** The pipeline as a whole. */
export interface Overview {
  readonly parts: Readonly<Record<PartName, PartView>>;
  readonly links: Readonly<Record<LinkName, LinkView>>;
}

/** Reports and observations from which an {@link Overview} is made. */
export interface Evidence {
  /** Whether the publisher's connection to the broker is up. */
  readonly connected: boolean;
  /** Whether readings wait at the publisher, and none was acknowledged for some time. */
  readonly acknowledgementsStalled: boolean;
  readonly acknowledged: MinuteSummary;
  /** `undefined` if no Kafka Connect is configured. */
  readonly connector: ConnectorClaim | undefined;
  /** `undefined` if the consumer cannot be reached. */
  readonly consumer: GroupState | undefined;
  /** Whether the consumer has not seen all acknowledged readings, and none arrived for some time. */
  readonly arrivalsStalled: boolean;
}

/** Derives the state of each part and link. A part that cannot be asked is unknown, never up. Pure. */
export function overviewOf(evidence: Evidence): Overview {
  return { parts: partsOf(evidence), links: linksOf(evidence) };
}

function partsOf(evidence: Evidence): Overview["parts"] {
  const { connected, connector, consumer } = evidence;
  return {
    publisher: { state: "up", says: "shows this page" },
    mqtt: connected
      ? claimed(true, evidence.acknowledgementsStalled, "accepts our connection")
      : { state: "down", says: "no connection to the broker" },
    // A stall between broker and consumer cannot be located; it is attributed to Connect, the first part after the broker.
    bridge: connectPart(connector, evidence.arrivalsStalled),
    kafka: kafkaPart(consumer),
    consumer: consumerPart(consumer),
  };
}

function linksOf(evidence: Evidence): Overview["links"] {
  const { connected, connector, consumer, acknowledgementsStalled, arrivalsStalled } = evidence;
  const arriving = flowState(consumer?.ready, arrivalsStalled);
  return {
    "publisher-mqtt": {
      ...figures(evidence.acknowledged),
      state: flowState(connected, acknowledgementsStalled),
      measures: "made → acknowledged",
    },
    "mqtt-bridge": {
      ...figures(consumer?.lastMinute.toConnect),
      state:
        connected && connector?.view.connected !== false
          ? flowState(connector?.running, arrivalsStalled)
          : "down",
      measures: "made → in Kafka Connect",
    },
    "bridge-kafka": {
      ...figures(consumer?.lastMinute.fromConnect),
      state:
        connector?.running === true
          ? confirmed(connector, arriving)
          : flowState(connector?.running, arrivalsStalled),
      measures: "in Kafka Connect → consumed, both links together",
    },
    "kafka-consumer": {
      ...figures(consumer?.lastMinute.fromConnect),
      state: arriving,
      measures: "in Kafka Connect → consumed, both links together",
    },
  };
}

function connectPart(connector: ConnectorClaim | undefined, isStalled: boolean): PartView {
  if (connector === undefined) return { state: "unknown", says: "CONNECT_URL is not set" };
  if (connector.running === undefined) return { state: "unknown", says: connector.says };
  const obstacle = connector.running ? obstacleOf(connector.view) : undefined;
  if (obstacle === undefined) return claimed(connector.running, isStalled, connector.says);
  return { state: "not flowing", says: `${connector.says}, ${obstacle.short}`, obstacle: obstacle.text };
}

/** Returns what keeps a running connector from its work, for its tile and for a sentence without numbers. */
function obstacleOf({ connected, unconfirmed }: ConnectorView) {
  if (connected === false) return { short: "not connected", text: "it is not connected to Mosquitto" };
  if (unconfirmed === null || unconfirmed.length === 0) return undefined;
  const waits = unconfirmed.map(({ topic, forMs }) => `${topic} ${Math.floor(forMs / 1_000)} s`);
  const topics = unconfirmed.map(({ topic }) => topic).join(", ");
  return {
    short: `not confirmed: ${waits.join(", ")}`,
    text: `Kafka does not confirm its records of ${topics}`,
  };
}

function confirmed({ view }: ConnectorClaim, arriving: FlowState): FlowState {
  return view.unconfirmed?.length ? "not flowing" : arriving;
}

function kafkaPart(consumer: GroupState | undefined): PartView {
  if (consumer === undefined) return { state: "unknown", says: "the consumer would know" };
  if (consumer.ready) return { state: "up", says: "answers the consumer" };
  return { state: "down", says: "does not answer the consumer" };
}

function consumerPart(consumer: GroupState | undefined): PartView {
  if (consumer === undefined) return { state: "unknown", says: "cannot be reached" };
  if (!consumer.ready) return { state: "up", says: "waits for Kafka" };
  const { consumers, reading } = consumer;
  return { state: "up", says: consumers === 1 ? "reads" : `${reading} of ${consumers} read` };
}

function claimed(isUp: boolean, isStalled: boolean, says: string): PartView {
  return { state: flowState(isUp, isStalled), says };
}

function flowState(isUp: boolean | undefined, isStalled: boolean): FlowState {
  if (isUp === undefined) return "unknown";
  if (!isUp) return "down";
  return isStalled ? "not flowing" : "up";
}

function figures(window: MinuteSummary | undefined) {
  const { ratePerSecond = null, p50Ms = null, p99Ms = null } = window ?? {};
  return { ratePerSecond, p50Ms, p99Ms };
}
