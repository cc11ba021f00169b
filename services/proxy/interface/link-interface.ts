import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { type Server } from "node:net";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import { type Address } from "../link/link-route.ts";
import {
  bringUp,
  systemCommand,
  systemEnvironment,
  type VethEnd,
  type VethPair,
  vethPair,
} from "./veth-pair.ts";

/** TypeScript in the checkout, JavaScript in the package. */
const holderProgram = fileURLToPath(
  new URL(`./namespace-holder${extname(import.meta.url)}`, import.meta.url),
);

/**
 * A network interface of a link's own, over which its client reaches it: a pair of virtual Ethernet interfaces, one end in a
 * network namespace in which only the link listens (network_namespaces(7)).
 *
 *     client ──▶ 198.18.0.0 ═══ 198.18.0.1 ──▶ listening socket ──▶ proxy
 *      this machine's namespace │ the link's namespace
 *
 * Packets are dropped on these two ends alone, no rule of this machine changes. The namespace has no name: nothing of it
 * outlives its processes and sockets. Linux, as root.
 */
export class LinkInterface implements AsyncDisposable {
  /** Listens in the link's namespace, without a listener of its own. */
  readonly socket: Server;
  readonly #pair: VethPair;
  readonly #holder: ChildProcess;
  #isDropping = false;
  #dropped = 0;

  private constructor(pair: VethPair, holder: ChildProcess, socket: Server) {
    this.#pair = pair;
    this.#holder = holder;
    this.socket = socket;
  }

  /**
   * Makes the interface, and listens on it.
   * @throws Error with the reason if that is impossible; nothing is left then
   */
  static async open({ host, port }: Address): Promise<LinkInterface> {
    const pair = vethPair(host);
    const holder = fork(holderProgram, [host, String(port)], {
      execPath: "unshare",
      execArgv: ["--net", process.execPath, ...process.execArgv],
      env: systemEnvironment,
      // Whatever ends the proxy's process group, the holder still removes the interface.
      detached: true,
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    const socket = await listeningSocket(holder, host);
    const made = new LinkInterface(pair, holder, socket);
    try {
      bringUp(pair.client, pair.listening);
    } catch (error) {
      socket.close();
      await made[Symbol.asyncDispose]();
      throw error;
    }
    return made;
  }

  /** Number of packets dropped so far, in both directions. */
  get droppedPackets(): number {
    return this.#dropped + (this.#isDropping ? this.#dropping : 0);
  }

  /** Drops all packets in both directions from now on, or carries them again. */
  setDropping(isDropping: boolean): void {
    if (isDropping === this.#isDropping) return;
    if (!isDropping) this.#dropped += this.#dropping;
    // This scheduler tells the sender nothing, unlike a firewall on its way out (net/sched/sch_blackhole.c).
    const scheduler = isDropping ? ["replace", "root", "blackhole"] : ["delete", "root"];
    for (const end of Object.values(this.#pair)) this.#schedule(end, scheduler);
    this.#isDropping = isDropping;
  }

  /** Number of packets dropped since they are. */
  get #dropping(): number {
    return Object.values(this.#pair).reduce(
      (sum, end: VethEnd) => sum + dropsIn(this.#schedule(end, ["show"])),
      0,
    );
  }

  /** Runs `tc qdisc` for an end, in its namespace, and returns its output. */
  #schedule(end: VethEnd, [action = "", ...args]: readonly string[]): string {
    const command = ["tc", "-statistics", "-json", "qdisc", action, "dev", end.name, ...args];
    return end === this.#pair.client
      ? systemCommand("tc", command.slice(1))
      : systemCommand("nsenter", [`--net=/proc/${this.#holder.pid}/ns/net`, ...command]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#holder.exitCode !== null || this.#holder.signalCode !== null) return;
    const ended = once(this.#holder, "exit");
    this.#holder.disconnect();
    await ended;
  }
}

/** Returns the socket that the holder listens on. @throws Error if the holder ends */
async function listeningSocket(holder: ChildProcess, host: string): Promise<Server> {
  let errors = "";
  holder.stderr?.setEncoding("utf8").on("data", (text: string) => {
    errors += text;
  });
  return await new Promise((resolve, reject) => {
    const failed = (reason: string) =>
      reject(new Error(`no network interface for the link at ${host}: ${reason}`));
    holder.once("error", ({ message }) => failed(message));
    holder.once("close", (code, signal) => failed(errors.trim() || `${signal ?? `exit code ${code}`}`));
    holder.once("message", (_message, socket) => resolve(socket as Server));
  });
}

function dropsIn(statistics: string): number {
  const disciplines: readonly { readonly drops: number }[] = JSON.parse(statistics);
  return disciplines.reduce((sum, { drops }) => sum + drops, 0);
}
