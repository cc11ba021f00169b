import { type Bandwidth } from "./bandwidth.ts";
import { type LinkEnd, resetEnd } from "./link-end.ts";
import { type Treatment } from "./link-state.ts";
import { Pipe } from "./pipe.ts";

/** Direction of bytes: to the part that the link leads to, or to the part that connected. */
export type Direction = "toTarget" | "toClient";

/** Callbacks of a connection. */
export interface ConnectionHooks {
  /** The target cannot be reached; the client's connection is about to be reset. */
  readonly refused: (error: NodeJS.ErrnoException) => void;
  /** Bytes are written to their socket. `at`: monotonic time in microseconds. */
  readonly passed: (direction: Direction, bytes: Buffer, at: number) => void;
  /** Called exactly once: nothing passes any more; `discardedBytes` were read and not passed. */
  readonly ended: (discardedBytes: number) => void;
  /** Bytes were read and discarded, since the connection is silent. */
  readonly swallowed: (bytes: number) => void;
  /** Called exactly once: both sockets are closed. */
  readonly closed: () => void;
}

/** Bandwidth of a link in each direction, shared by its connections. */
export type Bandwidths = Readonly<Record<Direction, Bandwidth>>;

/**
 * A client's connection with its connection to the target, and a pipe for each direction.
 * An end (FIN) is passed in its direction, after the bytes before it, and leaves the other direction open. An error on
 * either side, such as a reset or a refusing target, resets the other side at once and discards waiting bytes.
 * A silent connection tells no side anything: what it reads it discards, and the end of one side is not passed to the other.
 */
export class Connection {
  readonly #client: LinkEnd;
  readonly #target: LinkEnd;
  readonly #pipes: readonly Pipe[];
  readonly #hooks: ConnectionHooks;
  #ended = false;
  #isSilent = false;

  /** Both sockets must allow half-open connections; the target's may still be connecting. */
  constructor(
    client: LinkEnd,
    target: LinkEnd,
    treatment: Treatment,
    { toTarget, toClient }: Bandwidths,
    hooks: ConnectionHooks,
  ) {
    this.#client = client;
    this.#target = target;
    this.#hooks = hooks;
    const sockets = { client: client.socket, target: target.socket };
    this.#pipes = [
      new Pipe(sockets.client, sockets.target, treatment, toTarget, (bytes, at) =>
        hooks.passed("toTarget", bytes, at),
      ),
      new Pipe(sockets.target, sockets.client, treatment, toClient, (bytes, at) =>
        hooks.passed("toClient", bytes, at),
      ),
    ];
    let reached = !sockets.target.connecting;
    sockets.target.once("connect", () => {
      reached = true;
    });
    sockets.client.on("error", () => this.#failed());
    sockets.target.on("error", (error: NodeJS.ErrnoException) => {
      if (!(reached || this.#ended)) hooks.refused(error);
      this.#failed();
    });
    let open = 2;
    for (const socket of Object.values(sockets)) {
      socket.once("close", () => {
        open -= 1;
        if (open > 0) return;
        this.#end();
        hooks.closed();
      });
    }
  }

  /** Number of bytes read and not passed yet. */
  get waitingBytes(): number {
    return this.#pipes.reduce((sum, { waitingBytes }) => sum + waitingBytes, 0);
  }

  /** Changes the treatment, also of waiting bytes. */
  setTreatment(treatment: Treatment): void {
    for (const pipe of this.#pipes) pipe.setTreatment(treatment);
  }

  /** Carries nothing from now on, and tells neither side. */
  silence(): void {
    this.#isSilent = true;
    this.#end();
    for (const pipe of this.#pipes) pipe.swallow(this.#hooks.swallowed);
    // A side that has said goodbye waits for nothing.
    for (const { socket } of [this.#client, this.#target]) {
      if (socket.readableEnded) socket.destroy();
      else socket.once("end", () => socket.destroy());
    }
  }

  /** Ends both connections at once: by RST if established. */
  reset(): void {
    resetEnd(this.#client);
    resetEnd(this.#target);
    this.#end();
  }

  /** An error closes the socket that has it. */
  #failed(): void {
    if (!this.#isSilent) this.reset();
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    for (const pipe of this.#pipes) pipe.stop();
    this.#hooks.ended(this.waitingBytes);
  }
}
