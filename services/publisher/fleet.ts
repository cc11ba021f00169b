import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { type Status } from "../shared/reading.ts";
import { Device, type MadeReading } from "./device.ts";
import { type Route, startIndex } from "./route.ts";

/** How the devices of a fleet go about. */
export interface FleetOptions {
  readonly deviceIds: readonly string[];
  readonly route: Route;
  /** An Active device waits a random time between these two between its readings. */
  readonly minIntervalMs: number;
  readonly maxIntervalMs: number;
  /** The same seed gives the same waiting times. */
  readonly seed: number;
}

/** What a fleet tells while it goes about; called synchronously, a toggle before the reading it leads to. */
export interface FleetListener {
  readonly made: (made: MadeReading) => void;
  /** `seq` is that of the reading. */
  readonly toggled: (device: Device, seq: number) => void;
}

/** All devices of a publisher, each on a pace of its own. */
export class Fleet implements Disposable {
  readonly #members: ReadonlyMap<string, Member>;
  readonly #listener: FleetListener;

  constructor(options: FleetOptions, listener: FleetListener) {
    this.#listener = listener;
    this.#members = new Map(
      options.deviceIds.map((id, number) => {
        const start = startIndex(options.route, number, options.deviceIds.length);
        const random = xoroshiro128plus(options.seed + number);
        return [
          id,
          {
            device: new Device(id, options.route, start),
            nextIntervalMs: () => uniformInt(random, options.minIntervalMs, options.maxIntervalMs),
            timer: undefined,
          },
        ];
      }),
    );
  }

  get devices(): Device[] {
    return [...this.#members.values()].map(({ device }) => device);
  }

  has(id: string): boolean {
    return this.#members.has(id);
  }

  /** Every device makes its first reading at once. */
  start(): void {
    for (const member of this.#members.values()) this.#step(member);
  }

  /**
   * Changes a device's status at once. Setting the status that it has changes nothing.
   * @throws RangeError for a device that the fleet does not have
   */
  setStatus(id: string, status: Status): void {
    const member = this.#members.get(id);
    if (member === undefined) throw new RangeError(`Unknown device ${id}`);
    const made = member.device.setStatus(status);
    if (made === undefined) return;
    clearTimeout(member.timer);
    this.#listener.toggled(member.device, made.seq);
    this.#listener.made(made);
    if (status === "Active") this.#schedule(member);
  }

  /** Stops all devices where they are. */
  [Symbol.dispose](): void {
    for (const { timer } of this.#members.values()) clearTimeout(timer);
  }

  #step(member: Member): void {
    this.#listener.made(member.device.next());
    this.#schedule(member);
  }

  #schedule(member: Member): void {
    member.timer = setTimeout(() => this.#step(member), member.nextIntervalMs());
  }
}

interface Member {
  readonly device: Device;
  readonly nextIntervalMs: () => number;
  timer: NodeJS.Timeout | undefined;
}
