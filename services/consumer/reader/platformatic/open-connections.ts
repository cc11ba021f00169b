import { type Platformatic } from "./platformatic.ts";

type Pool = InstanceType<Platformatic["ConnectionPool"]>;
type Connection = InstanceType<Platformatic["Connection"]>;

/** The connections of a client, those that are being opened or closed among them: they can be ended whatever Kafka does. */
export class OpenConnections implements Disposable {
  readonly #open = new Set<Connection>();

  /** Adds those that a pool opens from now on. */
  follow(pool: Pool): void {
    pool.on("connecting", ({ connection }) => {
      this.#open.add(connection);
      connection.once("close", () => this.#open.delete(connection));
    });
    pool.on("failed", ({ connection }) => this.#open.delete(connection));
  }

  [Symbol.dispose](): void {
    // The error ends an attempt to connect, too, which a mere close would not.
    for (const { socket } of [...this.#open]) socket?.destroy(new Error("the client is closed"));
  }
}
