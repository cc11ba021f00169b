import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { type Logger } from "pino";
import { type LinkName } from "../../shared/topology.ts";
import { type LinkInterface } from "../interface/link-interface.ts";
import { type LinkTap } from "../tap/link-tap.ts";
import { Bandwidth } from "./bandwidth.ts";
import { Connection, resetSocket } from "./connection.ts";
import { HeldClient } from "./held-client.ts";
import { type Address, type LinkRoute } from "./link-route.ts";
import { type LinkState, type Treatment, treatmentOf } from "./link-state.ts";
import { type LinkStatus } from "./link-status.ts";

/**
 * A link of the pipeline that can be disturbed on purpose.
 *
 *     client ──▶ listening ─[ up: at once · slow: later · thin: in pieces · cut, hang: nothing ]─▶ target
 *            ◀───────────────────────────────────────────────────────────────────────────────────
 *
 * {@link linkState} says what each state can and cannot show.
 */
export class Link implements AsyncDisposable {
  readonly name: LinkName;
  readonly #route: LinkRoute;
  readonly #tap: LinkTap | undefined;
  readonly #logger: Logger;
  readonly #interface: LinkInterface | undefined;
  readonly #server: Server;
  readonly #connections = new Set<Connection>();
  /** Connections that fell silent, until both sides have closed. */
  readonly #silent = new Set<Connection>();
  readonly #held = new Set<HeldClient>();
  readonly #bandwidths = { toTarget: new Bandwidth(), toClient: new Bandwidth() };
  #state: LinkState = { state: "up" };
  #accepted = 0;
  #refused = 0;
  #reset = 0;
  #silencedCount = 0;
  #heldCount = 0;
  #discarded = 0;
  readonly #passed = { toTarget: 0, toClient: 0 };
  #isTargetUnreachable = false;

  /** `ownInterface`: interface over which its client reaches it, disposed by its owner; left out: it listens on the machine's. */
  constructor(route: LinkRoute, tap: LinkTap | undefined, logger: Logger, ownInterface?: LinkInterface) {
    this.name = route.link;
    this.#route = route;
    this.#tap = tap;
    this.#logger = logger.child({ link: route.link });
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
        open: this.#connections.size + this.#held.size,
        accepted: this.#accepted,
        refused: this.#refused,
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
        this.#reset += this.#connections.size + this.#held.size;
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
  }

  #silenceAll(): void {
    this.#silencedCount += this.#connections.size;
    for (const connection of [...this.#connections]) {
      this.#silent.add(connection);
      connection.silence();
    }
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
    const tap = this.#tap?.connection();
    const connection = new Connection(client, target, this.#treatment, this.#bandwidths, {
      refused: (error) => this.#noteRefused(error),
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
    target.once("connect", () => {
      this.#isTargetUnreachable = false;
    });
  }

  #noteRefused(error: NodeJS.ErrnoException): void {
    this.#refused += 1;
    // Logged once per change, not per attempt.
    if (this.#isTargetUnreachable) return;
    this.#isTargetUnreachable = true;
    this.#logger.warn(
      { target: this.#route.target, reason: error.code ?? error.message },
      "no connection to the target",
    );
  }
}
