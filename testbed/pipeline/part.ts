import { escapedLines } from "../../services/shared/text/escaped-text.ts";
import { type PartName } from "../../services/shared/topology.ts";
import { type InstanceName, instanceNumber, partOfInstance } from "./cluster/instance-name.ts";
import { lastLines } from "./logs/last-lines.ts";

/** A process of the pipeline: a part, one of several of a part, or the proxy that carries links in a drill. */
export type ProcessName = PartName | InstanceName | "proxy";

/** Products of the parts and of the proxy. */
export const productNames = {
  publisher: "publisher",
  mqtt: "mosquitto",
  bridge: "connect",
  kafka: "kafka",
  consumer: "consumer",
  proxy: "proxy",
} as const satisfies Readonly<Record<PartName | "proxy", string>>;

/** Returns the name of the product that runs as a process: of its compose service, log file and data folder. */
export function productOf(name: ProcessName): string {
  const part = partOfInstance(name);
  return part === name ? productNames[part] : `${productNames[part]}-${instanceNumber(name)}`;
}

/** Start of a part's present process, and the moment it became usable; µs of the machine's monotonic clock. */
export interface StartTimes {
  readonly startedAt: number;
  readonly usableAt: number;
}

/** One part of a running pipeline. */
export interface Part<Name extends ProcessName = PartName> {
  readonly name: Name;
  /** The part's output, over all its starts. */
  readonly logFile: string;
  /**
   * Starts the part after a stop or a kill, and waits until it is usable.
   * @throws {PartFailedError} if it ends before that, or is not usable in time
   */
  start(): Promise<void>;
  /** Lets the part finish (SIGTERM) and waits for its end. */
  stop(): Promise<void>;
  /** Ends the part at once (SIGKILL) and waits for its end. */
  kill(): Promise<void>;
  /** Freezes the part and waits until it is frozen: it does nothing, its connections stay open. Ends with `resume`, `stop` or `kill`. */
  pause(): Promise<void>;
  /** Lets the part go on after `pause`. */
  resume(): Promise<void>;
  /** Tells the part to read its files anew (SIGHUP), which servers understand. @throws if it does not run */
  reload(): Promise<void>;
  /** Times of the latest successful start. */
  readonly startTimes: StartTimes;
  /**
   * Returns the id of the main process; `undefined` while it does not run, and if its processes are not those of this
   * machine (Docker engine on another machine or in a virtual one).
   */
  processId(): Promise<number | undefined>;
}

/** A part that did not start, or ended unasked. The message has its product, the reason and the end of its log. */
export class PartFailedError extends Error {
  override readonly name = "PartFailedError";
  readonly part: ProcessName;

  constructor(part: ProcessName, message: string) {
    super(message);
    this.part = part;
  }

  /** Returns the error for a part, with the last lines of its log. */
  static async of(
    { name, logFile }: Pick<Part<ProcessName>, "name" | "logFile">,
    reason: string,
  ): Promise<PartFailedError> {
    const lines = await lastLines(logFile);
    const log = lines.length === 0 ? [`(nothing in ${logFile})`] : [`The end of ${logFile}:`, ...lines];
    return new PartFailedError(
      name,
      `${productOf(name)} ${escapedLines(reason).replaceAll("\n", "\n  ")}\n${log.join("\n  ")}`,
    );
  }
}

/** Exits of a program that was asked to end; 130 and 143 stand for SIGINT and SIGTERM, as of a shell or of Java. */
const cleanExits: ReadonlySet<string> = new Set([
  ...["exit code 0", "exit code 130", "exit code 143"],
  ...["signal SIGINT", "signal SIGTERM"],
]);

/** Whether a part that was asked to end did that as it should. `exit`: such as "exit code 1" or "signal SIGABRT". */
export function isCleanStop(exit: string): boolean {
  return cleanExits.has(exit);
}
