import { readFileSync } from "node:fs";
import { TimeoutError, waitFor } from "../../wait-for.ts";
import { connectedProcesses } from "../processes/connected-processes.ts";
import { isRunning, type ProcessIdentity, processIdentity } from "../processes/proc.ts";
import { type Absence } from "../processes/program.ts";
import { signalProcess } from "../processes/signals.ts";
import { StillRunningError } from "../processes/still-running-error.ts";
import { type LinkConnections, linkConnections } from "./link-connections.ts";

/**
 * Time for the end of a dead process's connection to reach the proxy, for what is left of a bridge to connect again, and for
 * its end after SIGKILL.
 */
const changeTimeoutMs = 5_000;

const remedy =
  "if the command starts a container or a daemon, its end does not end that: let the command stay in the foreground and end what it has started";

/**
 * Proof that a bridge is gone from the broker: its connections at the proxy of the link `mqtt-bridge` are down, and none has
 * come until its next start. No other client knows the port of that link.
 */
export class BrokerAbsence implements Absence {
  readonly #proxyUrl: string;
  readonly #timeoutMs: number;
  #gone: LinkConnections | undefined;
  /** Whether it was connected while it should have been gone. */
  #wasPresent = false;

  /** `proxyUrl`: command address of the proxy. */
  constructor(proxyUrl: string, timeoutMs = changeTimeoutMs) {
    this.#proxyUrl = proxyUrl;
    this.#timeoutMs = timeoutMs;
  }

  async begin(): Promise<void> {
    const wait = { description: "the bridge to be gone from the broker", timeoutMs: this.#timeoutMs };
    let open = 0;
    try {
      this.#gone = await waitFor({ ...wait, intervalMs: 5 }, async () => {
        const connections = await this.#connections();
        open = connections.open;
        return open === 0 ? connections : undefined;
      });
    } catch (error) {
      if (!(error instanceof TimeoutError)) throw error;
      if (open === 0) throw new StillRunningError(`the bridge is not proven gone: ${error.message}`);
      this.#wasPresent = true;
      throw new StillRunningError(
        `the bridge is still connected to the broker ${this.#timeoutMs / 1_000} s after its command was ended: ${remedy}`,
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
      `the bridge connected to the broker ${times === 1 ? "once" : `${times} times`} more while its command was ended: ${remedy}`,
    );
  }

  async endLeftOvers(): Promise<string | undefined> {
    const connections = await this.#leftConnections();
    if (connections === undefined) return undefined;
    const left = connectedProcesses(connections.port).flatMap((pid) => processIdentity(pid) ?? []);
    if (left.length === 0)
      return `The bridge's command has left something running that is connected to the broker; its process cannot be seen from here. Check for a container, and stop it.`;
    const names = left.map(({ pid }) => `${commandOf(pid)} (process ${pid})`).join(", ");
    for (const { pid } of left) signalProcess(pid, "SIGKILL");
    return (await haveEnded(left))
      ? `The bridge's command had left running: ${names}. It has been ended (SIGKILL).`
      : `The bridge's command has left running: ${names}. SIGKILL did not end it.`;
  }

  /** Returns the open connections of an ended bridge; `undefined` if there are none. */
  async #leftConnections(): Promise<LinkConnections | undefined> {
    // A dead process's connection ends soon; one that lives on may be between two connections.
    const wait = {
      description: "the bridge's connections to end",
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
    return linkConnections(this.#proxyUrl, AbortSignal.timeout(this.#timeoutMs));
  }
}

/** Whether all of these processes end within the timeout. */
async function haveEnded(processes: readonly ProcessIdentity[]): Promise<boolean> {
  const wait = { description: "left processes to end", timeoutMs: changeTimeoutMs, intervalMs: 5 };
  return await waitFor(wait, () => (processes.some(isRunning) ? undefined : true)).catch(() => false);
}

/** Returns the name of a process's program. */
function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, "utf8").trim();
  } catch {
    return "a process that has just ended";
  }
}
