import { type Socket } from "node:net";
import { monotonicMicros } from "../../shared/journal/journal.ts";
import { type Bandwidth } from "./bandwidth.ts";
import { DelayLine } from "./delay-line.ts";
import { type Treatment } from "./link-state.ts";

/** Receives the bytes written to the sink, in order. `at`: monotonic time in microseconds. */
export type OnPassed = (bytes: Buffer, at: number) => void;

const endOfStream = Symbol("end of stream");

/**
 * One direction of a connection: passes the bytes of one socket to the other in order, then its end (FIN). Stops reading
 * while the sink takes no more, the delay line is full or the bandwidth is used up. The owner of the sockets handles their
 * errors and stops the pipe.
 */
export class Pipe {
  readonly #source: Socket;
  readonly #sink: Socket;
  readonly #onPassed: OnPassed;
  readonly #bandwidth: Bandwidth;
  readonly #line: DelayLine<Buffer | typeof endOfStream>;
  /** Bytes that are due and wait for their turn. */
  #due: Buffer | undefined;
  #isQueued = false;
  #blocked: boolean;
  #onSwallowed: ((bytes: number) => void) | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    source: Socket,
    sink: Socket,
    { delayMs }: Treatment,
    bandwidth: Bandwidth,
    onPassed: OnPassed,
  ) {
    this.#source = source;
    this.#sink = sink;
    this.#onPassed = onPassed;
    this.#bandwidth = bandwidth;
    this.#line = new DelayLine(delayMs);
    // A socket takes bytes before it is connected. They would count as passed even if the target refuses.
    this.#blocked = sink.connecting;
    const unblock = () => {
      this.#blocked = false;
      this.#pump();
    };
    if (this.#blocked) sink.once("connect", unblock);
    sink.on("drain", unblock);
    source.on("data", (bytes: Buffer) => {
      if (this.#onSwallowed) return this.#onSwallowed(bytes.length);
      this.#line.push(bytes, bytes.length, performance.now());
      this.#pump();
    });
    source.once("end", () => {
      this.#line.push(endOfStream, 0, performance.now());
      this.#pump();
    });
  }

  /** Number of bytes read and not passed yet. */
  get waitingBytes(): number {
    return this.#line.waitingBytes + (this.#due?.length ?? 0);
  }

  /** Changes the treatment, also of waiting bytes. */
  setTreatment({ delayMs }: Treatment): void {
    this.#line.delayMs = delayMs;
    this.#stopTimer();
    this.#pump();
  }

  /** Passes nothing from now on. Must be called when the sockets are destroyed. */
  stop(): void {
    this.#blocked = true;
    this.#stopTimer();
  }

  /** Passes nothing from now on, like {@link stop}, but goes on reading. `onSwallowed` gets the number of bytes read. */
  swallow(onSwallowed: (bytes: number) => void): void {
    this.stop();
    this.#onSwallowed = onSwallowed;
    this.#source.resume();
  }

  #pump(): void {
    while (!this.#blocked) {
      if (this.#due === undefined) {
        const next = this.#line.takeDue(performance.now());
        if (next === undefined) break;
        if (next === endOfStream) {
          this.#sink.end();
          continue;
        }
        this.#due = next;
      }
      if (!this.#passPiece(this.#due)) break;
    }
    this.#waitForDue();
    const isFull = this.#due !== undefined || this.#line.full;
    if (isFull !== this.#source.isPaused() && this.#onSwallowed === undefined) {
      if (isFull) this.#source.pause();
      else this.#source.resume();
    }
  }

  /** Passes as many of the bytes that are due as the bandwidth allows; waits for a turn if it allows none. */
  #passPiece(due: Buffer): boolean {
    const { allowance } = this.#bandwidth;
    if (allowance === 0) {
      if (!this.#isQueued) this.#bandwidth.queue(() => this.#takeTurn());
      this.#isQueued = true;
      return false;
    }
    this.#due = allowance < due.length ? due.subarray(allowance) : undefined;
    const piece = this.#due === undefined ? due : due.subarray(0, allowance);
    this.#bandwidth.passed(piece.length);
    this.#pass(piece);
    return true;
  }

  #takeTurn(): void {
    this.#isQueued = false;
    this.#pump();
  }

  #pass(bytes: Buffer): void {
    // A sink that has just failed takes nothing; its owner is notified in the same turn of the event loop.
    if (!this.#sink.writable) return;
    // Before the write, so that no effect of the bytes can have an earlier time.
    const at = monotonicMicros();
    this.#blocked = !this.#sink.write(bytes);
    this.#onPassed(bytes, at);
  }

  #waitForDue(): void {
    if (this.#blocked || this.#due !== undefined || this.#timer !== undefined) return;
    const dueInMs = this.#line.dueInMs(performance.now());
    if (dueInMs === undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#pump();
    }, dueInMs);
  }

  #stopTimer(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
