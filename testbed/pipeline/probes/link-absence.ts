import { type HttpClient } from "../../../services/shared/http/http-client.ts";
import { type LinkName } from "../../../services/shared/topology.ts";
import { TimeoutError, waitFor } from "../../wait-for.ts";
import { connectedProcesses } from "../processes/connected-processes.ts";
import { isRunning, type ProcessIdentity, processIdentity } from "../processes/proc.ts";
import { type Absence } from "../processes/program.ts";
import { signalProcess } from "../processes/signals.ts";
import { StillRunningError } from "../processes/still-running-error.ts";
import { type LinkConnections, linkConnections } from "./link-connections.ts";
import { processName } from "./process-name.ts";

/**
 * Time for the end of a dead process's connection to reach the proxy, for what is left of a part to connect again, and for
 * its end after SIGKILL.
 */
const changeTimeoutMs = 5_000;

const foreground =
  "if the command starts a container or a daemon, its end does not end that: let the command stay in the foreground and end what it has started";

/** A part under test as the client of a link. */
export interface LinkClient {
  readonly link: LinkName;
  readonly part: "bridge" | "consumer";
  /** The server in words. */
  readonly server: string;
  /** The form in which it is started. */
  readonly started: "command" | "container";
  /** Advice for one that is not gone with that. */
  readonly remedy: string;
}

const bridge = { link: "mqtt-bridge", part: "bridge", server: "the broker" } as const;

/** A bridge, and a consumer under test, as the clients of their links. */
export const linkClients = {
  bridge: {
    ...{ ...bridge, started: "command" },
    remedy: `${foreground}, or drill an image with --bridge-image`,
  },
  bridgeContainer: {
    ...{ ...bridge, started: "container" },
    remedy:
      "if something starts it again, or another copy of the bridge runs, its end is none: end those, too",
  },
  consumer: {
    ...{ link: "kafka-consumer", part: "consumer", server: "Kafka", started: "command" },
    remedy: foreground,
  },
} as const satisfies Record<string, LinkClient>;

/**
 * Proof that the client of a link is gone from its server: its connections at the proxy of the link are down, and none has
 * come until its next start. No other client knows the port of that link.
 */
export class LinkAbsence implements Absence {
  readonly #proxy: HttpClient;
  readonly #client: LinkClient;
  readonly #legs: readonly string[];
  readonly #timeoutMs: number;
  #gone: LinkConnections | undefined;
  /** Whether it was connected while it should have been gone. */
  #wasPresent = false;

  /** `legs`: names of the client's legs of the link. */
  constructor(
    proxy: HttpClient,
    client: LinkClient,
    legs: readonly string[] = [client.link],
    timeoutMs = changeTimeoutMs,
  ) {
    this.#proxy = proxy;
    this.#client = client;
    this.#legs = legs;
    this.#timeoutMs = timeoutMs;
  }

  async begin(): Promise<void> {
    const wait = {
      description: `the ${this.#client.part} to be gone from ${this.#client.server}`,
      timeoutMs: this.#timeoutMs,
    };
    let open = 0;
    try {
      this.#gone = await waitFor({ ...wait, intervalMs: 5 }, async () => {
        const connections = await this.#connections();
        open = connections.open;
        return open === 0 ? connections : undefined;
      });
    } catch (error) {
      if (!(error instanceof TimeoutError)) throw error;
      if (open === 0)
        throw new StillRunningError(`the ${this.#client.part} is not proven gone: ${error.message}`);
      this.#wasPresent = true;
      throw new StillRunningError(
        `the ${this.#client.part} is still connected to ${this.#client.server} ${this.#timeoutMs / 1_000} s after its ${this.#client.started} was ended: ${this.#client.remedy}`,
      );
    }
  }

  async end(): Promise<void> {
    const before = this.#gone?.accepted ?? 0;
    const { accepted } = await this.#connections();
    if (accepted === before) return;
    this.#wasPresent = true;
    const times = accepted - before;
    throw new StillRunningError(
      `the ${this.#client.part} connected to ${this.#client.server} ${times === 1 ? "once" : `${times} times`} more while its ${this.#client.started} was ended: ${this.#client.remedy}`,
    );
  }

  async endLeftOvers(): Promise<string | undefined> {
    const connections = await this.#leftConnections();
    if (connections === undefined) return undefined;
    const left = connections.ports
      .flatMap((port) => connectedProcesses(port))
      .flatMap((pid) => processIdentity(pid) ?? []);
    if (left.length === 0)
      return `The ${this.#client.part}'s ${this.#client.started} has left something running that is connected to ${this.#client.server}; its process cannot be seen from here. Check for a container, and stop it.`;
    const names = left.map(({ pid }) => processName(pid)).join(", ");
    for (const { pid } of left) signalProcess(pid, "SIGKILL");
    return (await haveEnded(left))
      ? `The ${this.#client.part}'s ${this.#client.started} had left running: ${names}. It has been ended (SIGKILL).`
      : `The ${this.#client.part}'s ${this.#client.started} has left running: ${names}. SIGKILL did not end it.`;
  }

  /** Returns the open connections of an ended part; `undefined` if there are none. */
  async #leftConnections(): Promise<LinkConnections | undefined> {
    // A dead process's connection ends soon; one that lives on may be between two connections.
    const wait = {
      description: `the ${this.#client.part}'s connections to end`,
      timeoutMs: this.#timeoutMs,
      intervalMs: 5,
    };
    let latest: LinkConnections | undefined;
    await waitFor(wait, async () => {
      latest = await this.#connections().catch(() => undefined);
      // Without the proxy nothing is connected.
      return latest === undefined || latest.open > 0 === this.#wasPresent || undefined;
    }).catch(() => undefined);
    return latest && latest.open > 0 ? latest : undefined;
  }

  #connections(): Promise<LinkConnections> {
    return linkConnections(this.#proxy, this.#legs, AbortSignal.timeout(this.#timeoutMs));
  }
}

/** Whether all of these processes end within the timeout. */
async function haveEnded(processes: readonly ProcessIdentity[]): Promise<boolean> {
  const wait = { description: "left processes to end", timeoutMs: changeTimeoutMs, intervalMs: 5 };
  return await waitFor(wait, () => (processes.some(isRunning) ? undefined : true)).catch(() => false);
}
