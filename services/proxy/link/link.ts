import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { type Logger } from "pino";
import { type LinkInterface } from "../interface/link-interface.ts";
import { type LinkTap } from "../tap/link-tap.ts";
import { type TlsTermination } from "../tls/tls-termination.ts";
import { Bandwidth } from "./bandwidth.ts";
import { Connection } from "./connection.ts";
import { HeldClient } from "./held-client.ts";
import { type LinkEnd, plainEnd, resetSocket } from "./link-end.ts";
import { type LinkOptions } from "./link-options.ts";
import { type Address, type LinkRoute } from "./link-route.ts";
import { type LinkState, type Treatment, treatmentOf } from "./link-state.ts";
import { type LinkStatus } from "./link-status.ts";
import { Refusals } from "./refusals.ts";

/**
 * A link of the pipeline that can be disturbed on purpose.
 *
 *     client ──▶ listening ─[ up: at once · slow: later · thin: in pieces · cut, hang: nothing ]─▶ target
 *            ◀───────────────────────────────────────────────────────────────────────────────────
 *
 * {@link linkState} says what each state can and cannot show.
 */
export class Link implements AsyncDisposable {
  readonly name: string;
  readonly #route: LinkRoute;
  readonly #tap: LinkTap | undefined;
  readonly #tls: TlsTermination | undefined;
  readonly #logger: Logger;
  readonly #refusals: Refusals;
  readonly #interface: LinkInterface | undefined;
  readonly #server: Server;
  readonly #connections = new Set<Connection>();
  /** Connections that fell silent, until both sides have closed. */
  readonly #silent = new Set<Connection>();
  readonly #held = new Set<HeldClient>();
  /** Sockets whose TLS handshakes are under way. */
  readonly #opening = new Set<readonly Socket[]>();
  readonly #bandwidths = { toTarget: new Bandwidth(), toClient: new Bandwidth() };
  #state: LinkState = { state: "up" };
  #accepted = 0;
  #reset = 0;
  #silencedCount = 0;
  #heldCount = 0;
  #discarded = 0;
  readonly #passed = { toTarget: 0, toClient: 0 };

  constructor(route: LinkRoute, logger: Logger, { tap, tls, ownInterface }: LinkOptions = {}) {
    this.name = route.name;
    this.#route = route;
    this.#tap = tap;
    this.#tls = tls;
    this.#logger = logger.child({ link: route.name });
    this.#refusals = new Refusals(route.target, this.#logger);
    this.#interface = ownInterface;
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => this.#accept(client));
  }

  /**
   * Begins to listen.
   * @throws Error with code EADDRINUSE if the port is taken
   */
  async listen(): Promise<void> {
    if (this.#interface) this.#server.listen(this.#interface.socket);
    else this.#server.listen(this.#route.listen.port, this.#route.listen.host);
    await once(this.#server, "listening");
    this.#server.on("error", (error) => this.#logger.error(error, "cannot accept a connection"));
    this.#logger.info({ listening: this.#listening, target: this.#route.target }, "link is up");
  }

  /** Whether the state `drop` is allowed. */
  get canDrop(): boolean {
    return this.#interface !== undefined;
  }

  get status(): LinkStatus {
    const { toTarget, toClient } = this.#bandwidths;
    return {
      link: this.name,
      state: this.#state.state,
      delayMs: this.#treatment.delayMs,
      kilobytesPerSecond: this.#state.state === "thin" ? this.#state.kilobytesPerSecond : null,
      listening: this.#listening,
      target: this.#route.target,
      connections: {
        open: this.#connections.size + this.#held.size + this.#opening.size,
        accepted: this.#accepted,
        refused: this.#refusals.count,
        reset: this.#reset,
        silenced: this.#silencedCount,
        held: this.#heldCount,
      },
      bytes: {
        ...this.#passed,
        waiting: [...this.#connections, ...this.#held].reduce(
          (sum, { waitingBytes }) => sum + waitingBytes,
          0,
        ),
        discarded: this.#discarded,
      },
      limitedMs: Math.round(Math.max(toTarget.limitedMs, toClient.limitedMs)),
      droppedPackets: this.#interface?.droppedPackets ?? 0,
      ...(this.#tap && { tap: this.#tap.counts }),
    };
  }

  /** Sets the state, also for open connections; it is in force when this returns. */
  setState(state: LinkState): void {
    this.#state = state;
    this.#logger.info(state, "state of the link");
    const { connections, packets, bytesPerSecond } = this.#treatment;
    this.#interface?.setDropping(packets === "drop");
    for (const bandwidth of Object.values(this.#bandwidths)) bandwidth.setLimit(bytesPerSecond);
    switch (connections) {
      case "reset":
        this.#reset += this.#connections.size + this.#held.size + this.#opening.size;
        this.#resetAll();
        break;
      case "silence":
        this.#silenceAll();
        break;
      case "carry":
        for (const connection of this.#connections) connection.setTreatment(this.#treatment);
        this.#carryHeld();
        break;
    }
  }

  /** Stops listening and resets all connections. */
  async [Symbol.asyncDispose](): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    // A client would not hear of the resets.
    this.#interface?.setDropping(false);
    this.#server.close(() => resolve());
    this.#resetAll();
    await promise;
  }

  get #treatment(): Treatment {
    return treatmentOf(this.#state);
  }

  get #listening(): Address {
    const address = this.#server.address() as AddressInfo | null;
    return { host: this.#route.listen.host, port: address?.port ?? this.#route.listen.port };
  }

  #resetAll(): void {
    for (const connection of [...this.#connections, ...this.#silent]) connection.reset();
    for (const client of this.#held) client.reset();
    for (const sockets of this.#opening) for (const socket of sockets) resetSocket(socket);
    this.#opening.clear();
  }

  #silenceAll(): void {
    for (const connection of [...this.#connections]) this.#silence(connection);
  }

  #silence(connection: Connection): void {
    this.#silencedCount += 1;
    this.#silent.add(connection);
    connection.silence();
  }

  #accept(client: Socket): void {
    this.#accepted += 1;
    switch (this.#treatment.connections) {
      case "reset":
        this.#reset += 1;
        client.on("error", () => undefined);
        resetSocket(client);
        break;
      case "silence":
        this.#heldCount += 1;
        this.#hold(client);
        break;
      case "carry":
        this.#carry(client);
        break;
    }
  }

  #hold(client: Socket): void {
    const held = new HeldClient(client, (discardedBytes) => {
      this.#held.delete(held);
      this.#discarded += discardedBytes;
    });
    this.#held.add(held);
  }

  #carryHeld(): void {
    for (const held of this.#held) {
      this.#held.delete(held);
      const client = held.release();
      this.#carry(client);
      client.resume();
    }
  }

  #carry(client: Socket): void {
    const target = connect({ ...this.#route.target, allowHalfOpen: true, noDelay: true });
    target.once("connect", () => this.#refusals.targetReached());
    if (this.#tls === undefined) this.#join(plainEnd(client), plainEnd(target));
    else void this.#joinSecured(this.#tls, client, target);
  }

  /** Joins both ends once their TLS handshakes are done. */
  async #joinSecured(tls: TlsTermination, client: Socket, target: Socket): Promise<void> {
    const opening = [client, target];
    this.#opening.add(opening);
    try {
      const ends = await tls.open(client, target, this.#route.target);
      // Otherwise the link was cut meanwhile.
      if (!this.#opening.delete(opening)) return;
      const connection = this.#join(ends.client, ends.target);
      if (this.#treatment.connections === "silence") this.#silence(connection);
    } catch (error) {
      if (!this.#opening.delete(opening)) return;
      for (const socket of opening) resetSocket(socket);
      this.#refusals.note(error as Error);
    }
  }

  #join(client: LinkEnd, target: LinkEnd): Connection {
    const tap = this.#tap?.connection();
    const connection = new Connection(client, target, this.#treatment, this.#bandwidths, {
      refused: (error) => this.#refusals.note(error),
      passed: (direction, bytes, at) => {
        this.#passed[direction] += bytes.length;
        tap?.passed(direction, bytes, at);
      },
      ended: (discardedBytes) => {
        this.#connections.delete(connection);
        this.#discarded += discardedBytes;
        tap?.ended();
      },
      swallowed: (bytes) => {
        this.#discarded += bytes;
      },
      closed: () => this.#silent.delete(connection),
    });
    this.#connections.add(connection);
    return connection;
  }
}
