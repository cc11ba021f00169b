import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { type Logger } from "pino";
import { type LinkName } from "../../shared/topology.ts";
import { type LinkTap, type TapCounts } from "../tap/link-tap.ts";
import { Connection, resetSocket } from "./connection.ts";
import { type Address, type LinkRoute } from "./link-route.ts";
import { type LinkState, type Treatment, treatmentOf } from "./link-state.ts";

/** Status of a link, as `GET /links` returns it. */
export interface LinkStatus {
  readonly link: LinkName;
  readonly state: LinkState["state"];
  /** Delay of each byte; 0 unless `slow`. */
  readonly delayMs: number;
  readonly listening: Address;
  readonly target: Address;
  readonly connections: {
    readonly open: number;
    /** All connections to the link, including those refused or reset afterwards. */
    readonly accepted: number;
    /** Reset because the target could not be reached. */
    readonly refused: number;
    /** Reset because the link is cut: open ones, and those accepted while it was cut. */
    readonly reset: number;
  };
  readonly bytes: {
    /** Passed to the target. */
    readonly toTarget: number;
    /** Passed to the client. */
    readonly toClient: number;
    /** Read, not passed yet. */
    readonly waiting: number;
    /** Read, never passed because the connection ended first. */
    readonly discarded: number;
  };
  /** Only for a link with a tap. */
  readonly tap?: TapCounts;
}

/**
 * A link of the pipeline that can be disturbed on purpose.
 *
 *     client ──▶ listening ─[ up: at once · slow: delayMs later · cut: nothing ]─▶ target
 *            ◀────────────────────────────────────────────────────────────────────
 *
 * {@link linkState} says what each state can and cannot show.
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
  #isTargetUnreachable = false;

  constructor(route: LinkRoute, tap: LinkTap | undefined, logger: Logger) {
    this.name = route.link;
    this.#route = route;
    this.#tap = tap;
    this.#logger = logger.child({ link: route.link });
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => this.#accept(client));
  }

  /**
   * Begins to listen.
   * @throws Error with code EADDRINUSE if the port is taken
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

  /** Sets the state, also for open connections; it is in force when this returns. */
  setState(state: LinkState): void {
    this.#state = state;
    this.#logger.info(state, "state of the link");
    if (this.#treatment.resets) {
      this.#reset += this.#connections.size;
      this.#resetAll();
    } else {
      for (const connection of this.#connections) connection.setTreatment(this.#treatment);
    }
  }

  /** Stops listening and resets all connections. */
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
    const connection = new Connection(client, target, this.#treatment, {
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
