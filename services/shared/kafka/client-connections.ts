import { type Socket } from "node:net";

/** The state of a connection when the last response came, or when it was opened. */
interface LastResponse {
  /** `host:port` of the broker. */
  readonly broker: string;
  /** ms of `performance.now()`. */
  readonly at: number;
  readonly bytesRead: number;
}

/**
 * The open connections of a kafkajs client. It has two to each broker and sends fetches over one, everything else over the
 * other (`network/connectionPool`): a link that went silent is noticed by a request on one of them, and the next request on the
 * other, such as to join a group, would wait for an answer that cannot come.
 *
 * kafkajs 2.2.4 forgets a connection if two requests find theirs closed at the same time, as after an outage of Kafka: both open
 * one (`getConnection` in `network/connectionPool`), and only the second is closed at the end. The other one would keep the
 * process alive. Disposing the connections closes all of them and ends what the client waits for.
 */
export class ClientConnections implements Disposable {
  readonly #open = new Map<Socket, LastResponse>();
  #isClosed = false;

  /** Whether they were disposed of. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Makes sure that a connection may be opened. @throws Error after the disposal */
  requireOpen(): void {
    if (this.#isClosed) throw closed();
  }

  /** Adds a connection to a broker, `host:port`. It is left out again when it closes. */
  add(socket: Socket, broker: string): void {
    this.#open.set(socket, { broker, at: performance.now(), bytesRead: socket.bytesRead });
    socket.once("close", () => this.#open.delete(socket));
  }

  /** Notes that a response has come. */
  hasAnswered(socket: Socket): void {
    const last = this.#open.get(socket);
    if (last !== undefined)
      this.#open.set(socket, { ...last, at: performance.now(), bytesRead: socket.bytesRead });
  }

  /**
   * Destroys a connection that is silent since this time (ms of `performance.now()`), and the others to the same broker on which
   * nothing has come since. One that was opened later is none of them.
   */
  end(silent: Socket, since: number, error: Error): void {
    const broker = this.#open.get(silent)?.broker;
    const others = [...this.#open].filter(
      ([socket, last]) => last.broker === broker && last.at <= since && last.bytesRead === socket.bytesRead,
    );
    for (const socket of new Set([silent, ...others.map(([other]) => other)])) socket.destroy(error);
  }

  [Symbol.dispose](): void {
    this.#isClosed = true;
    // The error is for the requests that are under way, which kafkajs would otherwise wait for.
    for (const socket of [...this.#open.keys()]) socket.destroy(closed());
  }
}

function closed(): Error {
  return new Error("the client is closed");
}
