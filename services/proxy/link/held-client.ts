import { type Socket } from "node:net";
import { resetSocket } from "./link-end.ts";

/** Bytes that are kept of a client; beyond it, reading stops. */
const capacityBytes = 64 * 1024;

/**
 * A client that is connected and gets no answer, until it is released to somebody who answers. Its bytes are kept. If it ends
 * first (FIN or RST), it is gone, as if it had given up connecting: nobody will hear of it.
 */
export class HeldClient {
  readonly #socket: Socket;
  readonly #onGone: (discardedBytes: number) => void;
  #chunks: Buffer[] = [];
  #bytes = 0;

  constructor(socket: Socket, onGone: (discardedBytes: number) => void) {
    this.#socket = socket;
    this.#onGone = onGone;
    socket.on("data", this.#keep);
    socket.on("end", this.#gone);
    socket.on("error", this.#gone);
  }

  /** Number of bytes that were read and are kept. */
  get waitingBytes(): number {
    return this.#bytes;
  }

  /** Returns the socket, paused, with all its bytes unread. */
  release(): Socket {
    this.#leave();
    this.#socket.pause();
    if (this.#bytes > 0) this.#socket.unshift(Buffer.concat(this.#chunks));
    return this.#socket;
  }

  /** Ends the connection by RST. */
  reset(): void {
    this.#leave();
    this.#socket.on("error", () => undefined);
    resetSocket(this.#socket);
    this.#onGone(this.#bytes);
  }

  readonly #keep = (bytes: Buffer): void => {
    this.#chunks.push(bytes);
    this.#bytes += bytes.length;
    if (this.#bytes >= capacityBytes) this.#socket.pause();
  };

  readonly #gone = (): void => {
    this.#leave();
    this.#socket.on("error", () => undefined);
    this.#socket.destroy();
    this.#onGone(this.#bytes);
  };

  #leave(): void {
    this.#socket.off("data", this.#keep);
    this.#socket.off("end", this.#gone);
    this.#socket.off("error", this.#gone);
  }
}
