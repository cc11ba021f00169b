import { EventStream } from "../../shared/http/event-stream.ts";
import { type Publisher } from "../publisher.ts";
import { type ConnectorWatch } from "./connector-watch.ts";
import { type FarEnd } from "./consumer-feed.ts";
import { type Overview, overviewOf } from "./overview.ts";
import {
  type DeviceArrivals,
  type DeviceView,
  type HelloEvent,
  type PipelineState,
  type Second,
} from "./page-events.ts";
import { Standstill } from "./stall.ts";
import { type ToggleEffect } from "./toggle-effects.ts";

/** What the charts show. */
const historySeconds = 300;

/** Publisher, Connect and consumer side by side, live: `GET /events` of the status page. */
export class LiveView implements Disposable {
  readonly events: EventStream;
  readonly #publisher: Publisher;
  readonly #farEnd: FarEnd | undefined;
  readonly #connector: ConnectorWatch | undefined;
  readonly #seconds: Second[] = [];
  readonly #timer: NodeJS.Timeout;
  readonly #acknowledging = new Standstill(performance.now());
  readonly #arriving = new Standstill(performance.now());
  #acknowledgedStandstill = false;
  #arrivedStandstill = false;
  #farEndWasThere = false;

  constructor(
    publisher: Publisher,
    {
      farEnd,
      connector,
    }: { readonly farEnd?: FarEnd | undefined; readonly connector?: ConnectorWatch | undefined },
  ) {
    this.#publisher = publisher;
    this.#farEnd = farEnd;
    this.#connector = connector;
    this.events = new EventStream({
      hello: (): HelloEvent => ({
        run: publisher.run,
        since: publisher.since.toISOString(),
        route: publisher.route,
        seconds: this.#seconds,
      }),
      state: () => this.#state(),
    });
    this.#timer = setInterval(() => this.#endSecond(), 1_000);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    this.events[Symbol.dispose]();
  }

  #endSecond(): void {
    // Also while nobody looks, so that a standstill is known when somebody does.
    this.#noteStandstills();
    const { arrived = null, p50Ms = null, p99Ms = null } = this.#farEnd?.takeSecond() ?? {};
    const { count } = this.#publisher.acknowledgements.endSecond();
    const second: Second = { at: Math.floor(Date.now() / 1_000), acknowledged: count, arrived, p50Ms, p99Ms };
    this.#seconds.push(second);
    if (this.#seconds.length > historySeconds) this.#seconds.shift();
    this.events.tell("second", second);
  }

  #state(): { readonly fields: PipelineState; readonly changedDevices: readonly DeviceView[] } {
    const farEnd = this.#farEnd?.state;
    return {
      fields: {
        consumerSince: farEnd?.since ?? null,
        readAgain: farEnd?.readAgain ?? null,
        unreadable: farEnd?.unreadable ?? null,
        acknowledgedWithoutSubscriber: this.#publisher.acknowledgedWithoutSubscriber,
        ...this.#overview(),
      },
      changedDevices: this.#takeChanged().map((id) => ({
        ...this.#publisher.device(id),
        ...this.#seenOf(id),
      })),
    };
  }

  /** The devices of which there is something new. */
  #takeChanged(): string[] {
    const farEndIsThere = this.#farEnd?.state !== undefined;
    const changed = [...this.#publisher.takeChanged(), ...(this.#farEnd?.takeChanged() ?? [])];
    // Of all of them it is now known, or not known any more, what arrived.
    if (farEndIsThere !== this.#farEndWasThere) changed.push(...this.#publisher.deviceIds);
    this.#farEndWasThere = farEndIsThere;
    return [...new Set(changed)].filter((id) => this.#publisher.has(id));
  }

  #noteStandstills(): void {
    const { acknowledged, unknown, waiting } = this.#publisher.totals;
    let arrived = 0;
    let unseen = 0;
    const seen = this.#farEnd?.devices;
    for (const id of seen ? this.#publisher.deviceIds : []) {
      const device = seen?.get(id);
      const isOurs = device?.lastRun === this.#publisher.run;
      arrived += isOurs ? device.arrivedOfRun : 0;
      const lastSeq = isOurs ? device.lastSeq : undefined;
      unseen += Math.max(0, (this.#publisher.lastAcknowledgedSeq(id) ?? -1) - (lastSeq ?? -1));
    }
    const nowMs = performance.now();
    this.#acknowledgedStandstill = this.#acknowledging.isReached(acknowledged + unknown, waiting > 0, nowMs);
    this.#arrivedStandstill = this.#arriving.isReached(arrived, unseen > 0, nowMs);
  }

  #overview(): Overview {
    return overviewOf({
      connected: this.#publisher.connected,
      acknowledgedStandstill: this.#acknowledgedStandstill,
      acknowledged: this.#publisher.acknowledgements.lastMinute,
      connector: this.#connector?.claim,
      farEnd: this.#farEnd?.state,
      arrivedStandstill: this.#arrivedStandstill,
    });
  }

  /** What the consumer has seen of this publisher's readings of a device; `null`: not known. */
  #seenOf(id: string): DeviceArrivals & ToggleEffect {
    const effect = this.#publisher.toggleEffectOf(id);
    if (this.#farEnd?.state === undefined) {
      return { ...effect, arrived: null, lastSeq: null, lastSeenMs: null, gaps: null, duplicates: null };
    }
    const device = this.#farEnd.devices?.get(id);
    const isOurs = device?.lastRun === this.#publisher.run;
    return {
      ...effect,
      arrived: isOurs ? device.arrivedOfRun : 0,
      lastSeq: isOurs ? (device.lastSeq ?? null) : null,
      lastSeenMs: device?.lastSeenMs ?? null,
      gaps: device?.gaps ?? 0,
      duplicates: device?.duplicates ?? 0,
    };
  }
}
