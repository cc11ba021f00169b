import { EventStream } from "../../shared/http/event-stream.ts";
import { deviceState } from "../device-state.ts";
import { type Publisher } from "../publisher.ts";
import { connectorView } from "./connector-view.ts";
import { type ConnectorWatch } from "./connector-watch.ts";
import { type GroupFeed } from "./group-feed.ts";
import { type Overview, overviewOf } from "./overview.ts";
import {
  type DeviceArrivals,
  type DeviceView,
  type HelloEvent,
  type PipelineState,
  type Second,
} from "./page-events.ts";
import { StallDetector } from "./stall-detector.ts";
import { type ToggleEffects } from "./toggle-effects.ts";

/** Sources of the page beside the publisher. */
export interface PageFeedSources {
  readonly toggleEffects: ToggleEffects;
  /** `undefined` if no consumer is configured. */
  readonly group?: GroupFeed | undefined;
  /** `undefined` if no Kafka Connect is configured. */
  readonly connector?: ConnectorWatch | undefined;
}

/** Length of the charts. */
const historySeconds = 300;

/** `GET /events` of the status page: publisher, connector and consumer side by side, live. */
export class PageFeed implements Disposable {
  readonly events: EventStream;
  readonly #publisher: Publisher;
  readonly #toggleEffects: ToggleEffects;
  readonly #group: GroupFeed | undefined;
  readonly #connector: ConnectorWatch | undefined;
  readonly #seconds: Second[] = [];
  readonly #timer: NodeJS.Timeout;
  readonly #acknowledgements = new StallDetector(performance.now());
  readonly #arrivals = new StallDetector(performance.now());
  #wasConsumerKnown = false;

  constructor(publisher: Publisher, { toggleEffects, group, connector }: PageFeedSources) {
    this.#publisher = publisher;
    this.#toggleEffects = toggleEffects;
    this.#group = group;
    this.#connector = connector;
    this.events = new EventStream({
      hello: (): HelloEvent => ({
        run: publisher.run,
        since: publisher.since.toISOString(),
        route: publisher.fleet.route,
        seconds: this.#seconds,
      }),
      state: () => this.#state(),
      watched: (isWatched) => (isWatched ? this.#connector?.resume() : this.#connector?.pause()),
    });
    this.#timer = setInterval(() => this.#endSecond(), 1_000);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    this.events[Symbol.dispose]();
  }

  #endSecond(): void {
    // Also without clients, so that a stall is known when the page is opened.
    this.#detectStalls();
    const { arrived = null, p50Ms = null, p99Ms = null } = this.#group?.takeSecond() ?? {};
    const { count } = this.#publisher.sender.latency.endSecond();
    const second: Second = { at: Math.floor(Date.now() / 1_000), acknowledged: count, arrived, p50Ms, p99Ms };
    this.#seconds.push(second);
    if (this.#seconds.length > historySeconds) this.#seconds.shift();
    this.events.send("second", second);
  }

  #detectStalls(): void {
    const { fleet, counters } = this.#publisher;
    const { acknowledged, unknown, waiting } = counters.totals;
    let arrived = 0;
    let unseen = 0;
    const isKnown = this.#group?.isReached === true;
    for (const id of isKnown ? fleet.deviceIds : []) {
      const device = this.#group?.device(id);
      arrived += device?.arrived ?? 0;
      unseen += Math.max(0, (counters.of(id).lastAcknowledgedSeq ?? -1) - (device?.lastSeq ?? -1));
    }
    const nowMs = performance.now();
    this.#acknowledgements.update(acknowledged + unknown, waiting > 0, nowMs);
    this.#arrivals.update(arrived, unseen > 0, nowMs);
  }

  #state(): { readonly fields: PipelineState; readonly changedDevices: readonly DeviceView[] } {
    const consumer = this.#group?.state;
    return {
      fields: {
        consumerSince: consumer?.since ?? null,
        readAgain: consumer?.readAgain ?? null,
        unreadable: consumer?.unreadable ?? null,
        acknowledgedWithoutSubscriber: this.#publisher.sender.acknowledgedWithoutSubscriber,
        connector: this.#connector?.claim.view ?? connectorView(undefined),
        ...this.#overview(),
      },
      changedDevices: this.#takeChanged().map((id) => ({
        ...deviceState(this.#publisher, id),
        ...this.#toggleEffects.of(id),
        ...this.#seenOf(id),
      })),
    };
  }

  #overview(): Overview {
    const { sender } = this.#publisher;
    return overviewOf({
      connected: sender.connected,
      acknowledgementsStalled: this.#acknowledgements.isStalled,
      acknowledged: sender.latency.lastMinute,
      connector: this.#connector?.claim,
      consumer: this.#group?.state,
      arrivalsStalled: this.#arrivals.isStalled,
    });
  }

  /** Returns the ids of the devices with news. */
  #takeChanged(): string[] {
    const { fleet, counters } = this.#publisher;
    const isConsumerKnown = this.#group?.isReached === true;
    const changed = [...counters.takeChanged(), ...(this.#group?.takeChanged() ?? [])];
    // With the consumer, the arrivals of every device become known or unknown.
    if (isConsumerKnown !== this.#wasConsumerKnown) changed.push(...fleet.deviceIds);
    this.#wasConsumerKnown = isConsumerKnown;
    return [...new Set(changed)].filter((id) => fleet.has(id));
  }

  /** Returns the readings of a device that the consumer has seen; `null` where not known. */
  #seenOf(id: string): DeviceArrivals {
    if (this.#group?.isReached !== true) {
      return { arrived: null, lastSeq: null, lastSeenMs: null, gaps: null, duplicates: null };
    }
    const device = this.#group.device(id);
    return {
      arrived: device?.arrived ?? 0,
      lastSeq: device?.lastSeq ?? null,
      lastSeenMs: device?.lastSeenMs ?? null,
      gaps: device?.gaps ?? 0,
      duplicates: device?.duplicates ?? 0,
    };
  }
}
