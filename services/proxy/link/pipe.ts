import { type Socket } from "node:net";
import { monotonicMicros } from "../../shared/journal/journal.ts";
import { DelayLine } from "./delay-line.ts";
import { type Treatment } from "./link-state.ts";

/** Receives the bytes written to the sink, in order. `at`: monotonic time in microseconds. */
export type OnPassed = (bytes: Buffer, at: number) => void;

const endOfStream = Symbol("end of stream");

/**
 * One direction of a connection: passes the bytes of one socket to the other in order, then its end (FIN). Stops reading
 * while the sink takes no more or the delay line is full. The owner of the sockets handles their errors and stops the pipe.
 */
export class Pipe {
  readonly #source: Socket;
  readonly #sink: Socket;
  readonly #onPassed: OnPassed;
  readonly #line: DelayLine<Buffer | typeof endOfStream>;
  #blocked: boolean;
  #timer: NodeJS.Timeout | undefined;

  constructor(source: Socket, sink: Socket, { delayMs }: Treatment, onPassed: OnPassed) {
    this.#source = source;
    this.#sink = sink;
    this.#onPassed = onPassed;
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
    return this.#line.waitingBytes;
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
    // A sink that has just failed takes nothing; its owner is notified in the same turn of the event loop.
    if (!this.#sink.writable) return;
    // Before the write, so that no effect of the bytes can have an earlier time.
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
