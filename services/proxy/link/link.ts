import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { type Logger } from "pino";
import { type LinkName } from "../../shared/topology.ts";
import { type LinkTap, type TapCounts } from "../tap/link-tap.ts";
import { Connection, resetSocket } from "./connection.ts";
import { type Address, type LinkRoute } from "./link-route.ts";
import { type LinkState, type Treatment, treatmentOf } from "./link-state.ts";

/** What a link is and has done, as `GET /links` tells it. */
export interface LinkStatus {
  readonly link: LinkName;
  readonly state: LinkState["state"];
  /** How much later each byte is passed on; 0 unless `slow`. */
  readonly delayMs: number;
  readonly listening: Address;
  readonly target: Address;
  readonly connections: {
    readonly open: number;
    /** All that were made to the link, those that were then refused or reset, too. */
    readonly accepted: number;
    /** Reset because the target could not be reached. */
    readonly refused: number;
    /** Reset because the link is cut: those that were open, and those that were made meanwhile. */
    readonly reset: number;
  };
  readonly bytes: {
    /** Passed on. */
    readonly toTarget: number;
    readonly toClient: number;
    /** Read, and waiting to be passed on. */
    readonly waiting: number;
    /** Read, and not passed on because the connection ended before. */
    readonly discarded: number;
  };
  /** Only of a link with a tap. */
  readonly tap?: TapCounts;
}

/**
 * A link of the pipeline that can be broken on purpose.
 *
 *     client ──▶ listening ─[ up: at once · slow: delayMs later · cut: nothing ]─▶ target
 *            ◀────────────────────────────────────────────────────────────────────
 *
 * `cut`: no byte passes in either direction. Connections that are open are reset (RST) on both sides, bytes that wait
 * are discarded, and new ones are reset as soon as they are accepted, until the link is healed.
 * - It shows what the parts do when they lose their connection and cannot get it back: reconnecting, sending again,
 *   acknowledgements that never came.
 * - It cannot show a pulled cable. There nobody is told: connections stay open and silent until a keep-alive or a
 *   timeout notices. Here both sides learn of it at once; a part that is paused is the silent fault.
 * - It cannot show a dead machine or a closed port: a connection to a cut link is made, and reset at once.
 * - It cannot show one direction cut alone, nor single packets lost: below TCP nothing is touched.
 *
 * `slow`: every byte of both directions is passed on `delayMs` after it came, in order; a request and its answer
 * take twice that longer. Healing passes on at once what waits, in order.
 * - It shows timeouts, windows that are too small, and what is in flight when another fault strikes.
 * - It cannot show a slow handshake (connections are made without delay), nor limited bandwidth, unless more than
 *   16 MiB wait in one direction of a connection: then no more is read until there is room.
 */
export class Link implements AsyncDisposable {
  readonly name: LinkName;
  readonly #route: LinkRoute;
  readonly #tap: LinkTap | undefined;
  readonly #logger: Logger;
  readonly #server: Server;
  readonly #connections = new Set<Connection>();
  #state: LinkState = { state: "up" };
  #accepted = 0;
  #refused = 0;
  #reset = 0;
  #discarded = 0;
  readonly #passed = { toTarget: 0, toClient: 0 };
  #targetAway = false;

  constructor(route: LinkRoute, tap: LinkTap | undefined, logger: Logger) {
    this.name = route.link;
    this.#route = route;
    this.#tap = tap;
    this.#logger = logger.child({ link: route.link });
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => this.#accept(client));
  }

  /**
   * Begins to listen.
   * @throws Error with code EADDRINUSE when the port is taken
   */
  async listen(): Promise<void> {
    this.#server.listen(this.#route.listen.port, this.#route.listen.host);
    await once(this.#server, "listening");
    this.#server.on("error", (error) => this.#logger.error(error, "cannot accept a connection"));
    this.#logger.info({ listening: this.#listening, target: this.#route.target }, "link is up");
  }

  get status(): LinkStatus {
    return {
      link: this.name,
      state: this.#state.state,
      delayMs: this.#treatment.delayMs,
      listening: this.#listening,
      target: this.#route.target,
      connections: {
        open: this.#connections.size,
        accepted: this.#accepted,
        refused: this.#refused,
        reset: this.#reset,
      },
      bytes: {
        ...this.#passed,
        waiting: [...this.#connections].reduce((sum, { waitingBytes }) => sum + waitingBytes, 0),
        discarded: this.#discarded,
      },
      ...(this.#tap && { tap: this.#tap.counts }),
    };
  }

  /** Changes the state, for the connections that are open, too. When this returns, it is so. */
  setState(state: LinkState): void {
    this.#state = state;
    this.#logger.info(state, "state of the link");
    if (this.#treatment.resets) {
      this.#reset += this.#connections.size;
      this.#resetAll();
    } else {
      for (const connection of this.#connections) connection.setDelay(this.#treatment.delayMs);
    }
  }

  /** Stops to listen and resets all connections. */
  async [Symbol.asyncDispose](): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
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
    for (const connection of [...this.#connections]) connection.reset();
  }

  #accept(client: Socket): void {
    this.#accepted += 1;
    if (this.#treatment.resets) {
      this.#reset += 1;
      client.on("error", () => undefined);
      resetSocket(client);
      return;
    }
    const target = connect({ ...this.#route.target, allowHalfOpen: true, noDelay: true });
    const tap = this.#tap?.connection();
    const connection = new Connection(client, target, this.#treatment.delayMs, {
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
    });
    this.#connections.add(connection);
    target.once("connect", () => {
      this.#targetAway = false;
    });
  }

  #noteRefused(error: NodeJS.ErrnoException): void {
    this.#refused += 1;
    // Once per change, not per try.
    if (this.#targetAway) return;
    this.#targetAway = true;
    this.#logger.warn(
      { target: this.#route.target, reason: error.code ?? error.message },
      "no connection to the target",
    );
  }
}
