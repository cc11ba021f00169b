import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { monotonicMicros } from "../../shared/journal/journal.ts";
import { type Status } from "../../shared/reading/reading.ts";
import { Device } from "./device.ts";
import { type DueReading } from "./due-reading.ts";
import { type LoadSchedule, rateCurve } from "./load-profile.ts";
import { type Route, startIndex } from "./route.ts";
import { type TimedItem, TimerQueue } from "./timer-queue.ts";
import { UnpacedLoad } from "./unpaced-load.ts";

/** Options of a {@link Fleet}. */
export interface FleetOptions {
  readonly deviceIds: readonly string[];
  readonly route: Route;
  /** An Active device waits a random time between these two between its readings. */
  readonly minIntervalMs: number;
  readonly maxIntervalMs: number;
  /** The same seed gives the same waiting times. */
  readonly seed: number;
  /**
   * A load, instead of devices that go on for ever: the devices begin spread over their first interval instead of all at
   * once, and none makes a reading after the load's length. Each interval begins when the one before it was due to end,
   * not when it did end: a publisher that was held up makes the overdue readings, so that the rate holds and no delay of
   * its own is hidden. Those still overdue {@link catchUpMs} after the end are given up, and counted.
   */
  readonly load?: LoadSchedule | undefined;
}

/** Progress of a load. */
export interface LoadProgress {
  /** Beginning of the load, µs of the monotonic clock. */
  readonly beganAt: number;
  /** Number of readings that were due and will not be made; known when the load is over. */
  readonly givenUp: number;
  /** Whether all that was due is made or given up: no device makes another reading unless it is toggled. */
  readonly isOver: boolean;
}

/** Longest time after the end of a load in which overdue readings are still made, in milliseconds. */
export const catchUpMs = 10_000;

/** Receives the events of a fleet, synchronously: a toggle before the reading that it leads to. */
export interface FleetHooks {
  /** Called with the due readings of one or more devices, in the order of their times. */
  readonly made: (readings: readonly DueReading[]) => void;
  /** `seq` is that of the reading. */
  readonly toggled: (device: Device, seq: number) => void;
  /** Returns the number of readings that an unpaced load may make now. Only such a load needs it. */
  readonly room?: () => number;
}

/** All devices of a publisher, each with random intervals of its own, all on one timer. */
export class Fleet implements Disposable {
  readonly route: Route;
  readonly #members: ReadonlyMap<string, Member>;
  readonly #hooks: FleetHooks;
  readonly #load: LoadSchedule | undefined;
  readonly #queue: TimerQueue<Member>;
  #nextDue: (interval: number, dueBefore: number) => number = (interval) => monotonicMicros() + interval;
  #beganAt: number | undefined;
  #endsAt = Number.POSITIVE_INFINITY;
  #givenUp = 0;
  #unpaced: UnpacedLoad | undefined;

  constructor(options: FleetOptions, hooks: FleetHooks) {
    this.route = options.route;
    this.#hooks = hooks;
    this.#load = options.load;
    this.#queue = new TimerQueue((due) => this.#makeDue(due));
    this.#members = new Map(options.deviceIds.map((id, number) => [id, newMember(options, id, number)]));
  }

  /** Ids of all devices, in the configured order. */
  get deviceIds(): string[] {
    return [...this.#members.keys()];
  }

  /**
   * Returns a device.
   * @throws RangeError for an unknown device
   */
  device(id: string): Device {
    return this.#member(id).device;
  }

  /** Whether there is a device with this id. */
  has(id: string): boolean {
    return this.#members.has(id);
  }

  /** Whether the devices make a load. */
  get isLoad(): boolean {
    return this.#load !== undefined;
  }

  /** Progress of the load; `undefined` before the start, and without a load. */
  get loadProgress(): LoadProgress | undefined {
    if (this.#beganAt === undefined) return undefined;
    const isOver = monotonicMicros() >= this.#endsAt && this.#queue.isEmpty;
    return { beganAt: this.#beganAt, givenUp: this.#givenUp, isOver };
  }

  /** Starts the devices: each makes its first reading at once or, in a paced load, within its first interval. */
  start(): void {
    const members = [...this.#members.values()];
    if (this.#load === undefined) {
      const now = monotonicMicros();
      this.#make(members.map((member) => ({ member, due: now })));
      return;
    }
    const { profile, lengthMs } = this.#load;
    const beganAt = monotonicMicros();
    const length = lengthMs * 1_000;
    this.#beganAt = beganAt;
    this.#endsAt = beganAt + length;
    if (profile === "unpaced") {
      this.#unpaced = new UnpacedLoad(
        members.map(({ device }) => device),
        this.#endsAt,
        this.#hooks,
      );
      this.#unpaced.makeSoon();
      return;
    }
    const { nominalAt, timeAt } = rateCurve(profile, length);
    this.#nextDue = (interval, dueBefore) => beganAt + timeAt(nominalAt(dueBefore - beganAt) + interval);
    for (const member of members)
      this.#schedule(member, beganAt + timeAt(member.upTo(member.nextInterval())));
  }

  /**
   * Changes a device's status at once. Setting the status that it has changes nothing.
   * @throws RangeError for an unknown device
   */
  setStatus(id: string, status: Status): void {
    const member = this.#member(id);
    const made = member.device.setStatus(status);
    if (made === undefined) return;
    if (member.next !== undefined) member.next.cancelled = true;
    const due = monotonicMicros();
    this.#hooks.toggled(member.device, made.seq);
    this.#hooks.made([{ ...made, due }]);
    if (status === "Active" && this.#unpaced === undefined)
      this.#schedule(member, this.#nextDue(member.nextInterval(), due));
  }

  /** Lets an unpaced load make further readings: there is room again. Does nothing in any other. */
  roomGrew(): void {
    this.#unpaced?.makeSoon();
  }

  /** Stops all devices. */
  [Symbol.dispose](): void {
    this.#unpaced?.[Symbol.dispose]();
    this.#queue[Symbol.dispose]();
  }

  #makeDue(due: readonly TimedItem<Member>[]): void {
    if (monotonicMicros() > this.#endsAt + catchUpMs * 1_000) this.#giveUp();
    else this.#make(due.map(({ item, at }) => ({ member: item, due: at })));
  }

  /** Counts all readings that are overdue, without making them. */
  #giveUp(): void {
    this.#queue[Symbol.dispose]();
    for (const member of this.#members.values()) {
      const { next } = member;
      if (next === undefined || next.cancelled) continue;
      for (let at = next.at; at < this.#endsAt; at = this.#nextDue(member.nextInterval(), at))
        this.#givenUp += 1;
      member.next = undefined;
    }
  }

  #make(due: readonly { readonly member: Member; readonly due: number }[]): void {
    this.#hooks.made(due.map(({ member, due: at }) => ({ ...member.device.next(), due: at })));
    for (const { member, due: at } of due) this.#schedule(member, this.#nextDue(member.nextInterval(), at));
  }

  #schedule(member: Member, at: number): void {
    member.next = at < this.#endsAt ? this.#queue.add(member, at) : undefined;
  }

  #member(id: string): Member {
    const member = this.#members.get(id);
    if (member === undefined) throw new RangeError(`Unknown device ${id}`);
    return member;
  }
}

interface Member {
  readonly device: Device;
  /** Returns a random whole number from 0 to `max`. */
  readonly upTo: (max: number) => number;
  /** Returns a random interval, in µs. */
  readonly nextInterval: () => number;
  /** The next reading; `undefined` if none is to come. */
  next: TimedItem<Member> | undefined;
}

function newMember(options: FleetOptions, id: string, number: number): Member {
  const { deviceIds, route, minIntervalMs, maxIntervalMs, seed } = options;
  const random = xoroshiro128plus(seed + number);
  return {
    device: new Device(id, route, startIndex(route, number, deviceIds.length)),
    upTo: (max) => uniformInt(random, 0, max),
    nextInterval: () => uniformInt(random, minIntervalMs * 1_000, maxIntervalMs * 1_000),
    next: undefined,
  };
}
