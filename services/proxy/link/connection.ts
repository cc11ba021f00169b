import { type Socket } from "node:net";
import { Pipe } from "./pipe.ts";

/** Which way bytes go: to the part that the link leads to, or to the one that connected. */
export type Direction = "toTarget" | "toClient";

/** What a connection tells of itself. */
export interface ConnectionListener {
  /** The target could not be reached; the client's connection has been reset. */
  readonly refused: (error: NodeJS.ErrnoException) => void;
  /** Bytes were handed to the socket they go to. `at` is when, in monotonic microseconds. */
  readonly passed: (direction: Direction, bytes: Buffer, at: number) => void;
  /** Exactly once: nothing passes any more, and so many bytes were read that were not passed on. */
  readonly ended: (discardedBytes: number) => void;
}

/**
 * A client's connection and the one to the target that belongs to it, with a pipe for each direction.
 * An end (FIN) is passed on in its direction, after the bytes before it, and leaves the other direction open. An error
 * of either connection, a reset or a target that refuses, resets the other at once: what still waits is discarded.
 */
export class Connection {
  readonly #client: Socket;
  readonly #target: Socket;
  readonly #pipes: readonly Pipe[];
  readonly #listener: ConnectionListener;
  #ended = false;

  /** Both sockets must allow half-open connections; the target's may still be connecting. */
  constructor(client: Socket, target: Socket, delayMs: number, listener: ConnectionListener) {
    this.#client = client;
    this.#target = target;
    this.#listener = listener;
    this.#pipes = [
      new Pipe(client, target, delayMs, (bytes, at) => listener.passed("toTarget", bytes, at)),
      new Pipe(target, client, delayMs, (bytes, at) => listener.passed("toClient", bytes, at)),
    ];
    let reached = false;
    target.once("connect", () => {
      reached = true;
    });
    client.on("error", () => this.reset());
    target.on("error", (error: NodeJS.ErrnoException) => {
      if (!(reached || this.#ended)) listener.refused(error);
      this.reset();
    });
    for (const socket of [client, target]) {
      socket.once("close", () => {
        if (client.destroyed && target.destroyed) this.#end();
      });
    }
  }

  /** How many bytes have been read and not been passed on. */
  get waitingBytes(): number {
    return this.#pipes.reduce((sum, { waitingBytes }) => sum + waitingBytes, 0);
  }

  /** From now on bytes are passed on this much later than they come, those that wait already, too. */
  setDelay(delayMs: number): void {
    for (const pipe of this.#pipes) pipe.setDelay(delayMs);
  }

  /** Ends both connections at once, by a reset (RST) where there is a connection. */
  reset(): void {
    resetSocket(this.#client);
    resetSocket(this.#target);
    this.#end();
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    for (const pipe of this.#pipes) pipe.stop();
    this.#listener.ended(this.waitingBytes);
  }
}

/** Closes a socket by RST. */
export function resetSocket(socket: Socket): void {
  if (socket.destroyed) return;
  // While its FIN is on the way libuv refuses to reset a socket (uv_tcp_close_reset) and Node would leak it; and a
  // socket that is still connecting would be reset only once it is connected.
  const shuttingDown = socket.writableEnded && !socket.writableFinished && socket.writableLength === 0;
  if (shuttingDown || socket.connecting) socket.destroy();
  else socket.resetAndDestroy();
}
