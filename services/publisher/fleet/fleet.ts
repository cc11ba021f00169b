import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { monotonicMicros } from "../../shared/journal/journal.ts";
import { type Status } from "../../shared/reading/reading.ts";
import { Device, type MadeReading } from "./device.ts";
import { type LoadProfile, paceOf } from "./load-profile.ts";
import { type Route, startIndex } from "./route.ts";
import { type Appointment, Schedule } from "./schedule.ts";

/** How the devices of a fleet go about. */
export interface FleetOptions {
  readonly deviceIds: readonly string[];
  readonly route: Route;
  /** An Active device waits a random time between these two between its readings. */
  readonly minIntervalMs: number;
  readonly maxIntervalMs: number;
  /** The same seed gives the same waiting times. */
  readonly seed: number;
  /** A load instead of devices that go on for ever. */
  readonly load?: LoadPlan | undefined;
}

/**
 * A load: the devices begin spread over their first interval instead of all at once, and after the load's length none makes
 * a reading any more. Each interval begins when the one before it was to end, not when it did: a publisher that was held
 * up makes what it owes, so that the rate holds and no delay of its own is hidden.
 */
export interface LoadPlan {
  readonly profile: LoadProfile;
  readonly lengthMs: number;
}

/** A reading that was made, and when it was to be made: µs of the monotonic clock. */
export interface DueReading extends MadeReading {
  readonly due: number;
}

/** What a fleet tells while it goes about; called synchronously, a toggle before the reading it leads to. */
export interface FleetListener {
  /** Readings of several devices that were due by now, in the order of their times. */
  readonly made: (made: readonly DueReading[]) => void;
  /** `seq` is that of the reading. */
  readonly toggled: (device: Device, seq: number) => void;
}

/** All devices of a publisher, each on a pace of its own, all on one timer. */
export class Fleet implements Disposable {
  readonly #members: ReadonlyMap<string, Member>;
  readonly #listener: FleetListener;
  readonly #load: LoadPlan | undefined;
  readonly #schedule: Schedule<Member>;
  #nextDue: (interval: number, dueBefore: number) => number = (interval) => monotonicMicros() + interval;
  #beganAt: number | undefined;
  #endsAt = Number.POSITIVE_INFINITY;

  constructor(options: FleetOptions, listener: FleetListener) {
    this.#listener = listener;
    this.#load = options.load;
    this.#schedule = new Schedule((due) => this.#step(due));
    this.#members = new Map(
      options.deviceIds.map((id, number) => {
        const start = startIndex(options.route, number, options.deviceIds.length);
        const random = xoroshiro128plus(options.seed + number);
        return [
          id,
          {
            device: new Device(id, options.route, start),
            upTo: (max) => uniformInt(random, 0, max),
            nextInterval: () =>
              uniformInt(random, options.minIntervalMs * 1_000, options.maxIntervalMs * 1_000),
            appointment: undefined,
          },
        ];
      }),
    );
  }

  get devices(): Device[] {
    return [...this.#members.values()].map(({ device }) => device);
  }

  /** @throws RangeError for a device that the fleet does not have */
  device(id: string): Device {
    return this.#member(id).device;
  }

  has(id: string): boolean {
    return this.#members.has(id);
  }

  /** When the load began, µs of the monotonic clock; `undefined` before, and where there is none. */
  get loadBeganAt(): number | undefined {
    return this.#beganAt;
  }

  /** Whether the load is over, and no device will make a reading any more unless it is switched. */
  get isOver(): boolean {
    return monotonicMicros() >= this.#endsAt;
  }

  /** Every device makes its first reading at once; in a load within its first interval. */
  start(): void {
    const members = [...this.#members.values()];
    if (this.#load === undefined) {
      const now = monotonicMicros();
      this.#make(members.map((member) => ({ member, due: now })));
      return;
    }
    const beganAt = monotonicMicros();
    const length = this.#load.lengthMs * 1_000;
    this.#beganAt = beganAt;
    const { paceAt, timeAt } = paceOf(this.#load.profile, length);
    this.#endsAt = beganAt + length;
    this.#nextDue = (interval, dueBefore) => beganAt + timeAt(paceAt(dueBefore - beganAt) + interval);
    for (const member of members)
      this.#schedules(member, beganAt + timeAt(member.upTo(member.nextInterval())));
  }

  /**
   * Changes a device's status at once. Setting the status that it has changes nothing.
   * @throws RangeError for a device that the fleet does not have
   */
  setStatus(id: string, status: Status): void {
    const member = this.#member(id);
    const made = member.device.setStatus(status);
    if (made === undefined) return;
    if (member.appointment !== undefined) member.appointment.cancelled = true;
    const due = monotonicMicros();
    this.#listener.toggled(member.device, made.seq);
    this.#listener.made([{ ...made, due }]);
    if (status === "Active") this.#schedules(member, this.#nextDue(member.nextInterval(), due));
  }

  /** Stops all devices where they are. */
  [Symbol.dispose](): void {
    this.#schedule[Symbol.dispose]();
  }

  #step(due: readonly Appointment<Member>[]): void {
    this.#make(due.map(({ item, at }) => ({ member: item, due: at })));
  }

  #make(due: readonly { readonly member: Member; readonly due: number }[]): void {
    this.#listener.made(due.map(({ member, due: at }) => ({ ...member.device.next(), due: at })));
    for (const { member, due: at } of due) this.#schedules(member, this.#nextDue(member.nextInterval(), at));
  }

  #schedules(member: Member, at: number): void {
    member.appointment = at < this.#endsAt ? this.#schedule.add(member, at) : undefined;
  }

  #member(id: string): Member {
    const member = this.#members.get(id);
    if (member === undefined) throw new RangeError(`Unknown device ${id}`);
    return member;
  }
}

interface Member {
  readonly device: Device;
  /** A random whole number from 0 to this. */
  readonly upTo: (max: number) => number;
  /** In µs. */
  readonly nextInterval: () => number;
  /** When it makes its next reading; `undefined` when none is to come. */
  appointment: Appointment<Member> | undefined;
}
