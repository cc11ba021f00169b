import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { waitFor } from "../../../../../testbed/wait-for.ts";

const timeoutMs = 10_000;

/** TCP client that keeps all received bytes. */
export class TestClient implements Disposable {
  readonly socket: Socket;
  #received: Buffer[] = [];
  #ended = false;
  #closedBy: string | undefined;

  /** Begins to connect. */
  constructor(port: number, host = "127.0.0.1") {
    this.socket = connect({ host, port, allowHalfOpen: true, noDelay: true });
    this.socket.on("data", (bytes: Buffer) => this.#received.push(bytes));
    this.socket.on("end", () => {
      this.#ended = true;
    });
    this.socket.on("error", (error: NodeJS.ErrnoException) => {
      this.#closedBy = error.code;
    });
    this.socket.on("close", () => {
      this.#closedBy ??= "end";
    });
  }

  /** Returns a connected client. */
  static async connect(port: number, host?: string): Promise<TestClient> {
    const client = new TestClient(port, host);
    await once(client.socket, "connect");
    return client;
  }

  get received(): Buffer {
    this.#received = [Buffer.concat(this.#received)];
    return this.#received[0] ?? Buffer.alloc(0);
  }

  /** Waits for at least so many bytes, and returns all received bytes. */
  async receives(bytes: number): Promise<Buffer> {
    return await waitFor(
      { description: `${bytes} bytes, ${this.received.length} received`, timeoutMs, intervalMs: 1 },
      () => (this.received.length >= bytes ? this.received : undefined),
    );
  }

  /** Waits for the other side's end (FIN), and returns all received bytes. */
  async receivesEnd(): Promise<Buffer> {
    return await waitFor({ description: "the end", timeoutMs, intervalMs: 1 }, () =>
      this.#ended ? this.received : undefined,
    );
  }

  /** Waits until the connection is closed, and returns the code of its error, or "end". */
  async closed(): Promise<string> {
    return await waitFor({ description: "the close", timeoutMs, intervalMs: 1 }, () => this.#closedBy);
  }

  [Symbol.dispose](): void {
    this.socket.destroy();
  }
}
