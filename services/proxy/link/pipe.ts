import { type Socket } from "node:net";
import { monotonicMicros } from "../../shared/journal/journal.ts";
import { DelayLine } from "./delay-line.ts";

/** Told of bytes that were handed to the sink's socket, in their order. `at` is when, in monotonic microseconds. */
export type OnPassed = (bytes: Buffer, at: number) => void;

const endOfStream = Symbol("end of stream");

/**
 * One direction of a connection: passes on what comes from one socket to the other, byte for byte and in order, and
 * then its end (FIN). Reads no further while the other side does not take more, or while the delay line is full.
 * Errors are not its business: who owns the sockets resets them and stops the pipe.
 */
export class Pipe {
  readonly #source: Socket;
  readonly #sink: Socket;
  readonly #onPassed: OnPassed;
  readonly #line: DelayLine<Buffer | typeof endOfStream>;
  #blocked: boolean;
  #timer: NodeJS.Timeout | undefined;

  constructor(source: Socket, sink: Socket, delayMs: number, onPassed: OnPassed) {
    this.#source = source;
    this.#sink = sink;
    this.#onPassed = onPassed;
    this.#line = new DelayLine(delayMs);
    // A socket takes bytes before it is connected. These would count as passed even where the target refuses.
    this.#blocked = sink.connecting;
    const unblock = () => {
      this.#blocked = false;
      this.#pump();
    };
    if (this.#blocked) sink.once("connect", unblock);
    sink.on("drain", unblock);
    source.on("data", (bytes: Buffer) => {
      this.#line.push(bytes, bytes.length, performance.now());
      this.#pump();
    });
    source.once("end", () => {
      this.#line.push(endOfStream, 0, performance.now());
      this.#pump();
    });
  }

  /** How many bytes have been read and not been passed on. */
  get waitingBytes(): number {
    return this.#line.waitingBytes;
  }

  /** From now on bytes are passed on this much later than they come, those that wait already, too. */
  setDelay(delayMs: number): void {
    this.#line.delayMs = delayMs;
    this.#stopTimer();
    this.#pump();
  }

  /** Passes nothing on any more. To be called when the sockets are destroyed. */
  stop(): void {
    this.#blocked = true;
    this.#stopTimer();
  }

  #pump(): void {
    while (!this.#blocked) {
      const next = this.#line.takeDue(performance.now());
      if (next === undefined) break;
      if (next === endOfStream) this.#sink.end();
      else this.#pass(next);
    }
    this.#waitForDue();
    if (this.#line.full !== this.#source.isPaused()) {
      if (this.#line.full) this.#source.pause();
      else this.#source.resume();
    }
  }

  #pass(bytes: Buffer): void {
    // A sink that has just failed takes nothing; its owner hears of that in the same turn.
    if (!this.#sink.writable) return;
    // Before the write, so that nothing that the bytes cause can seem to have come earlier.
    const at = monotonicMicros();
    this.#blocked = !this.#sink.write(bytes);
    this.#onPassed(bytes, at);
  }

  #waitForDue(): void {
    if (this.#blocked || this.#timer !== undefined) return;
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
