import { type TraceCarrier } from "../../services/shared/reading/trace.ts";
import { type LinkName, type PartName } from "../../services/shared/topology.ts";
import { type Addresses } from "./addresses.ts";
import { type Bridge } from "./bridge.ts";
import { type Journals } from "./folder/folders.ts";
import { type ForeignPipeline } from "./foreign/foreign.ts";
import { type Link } from "./link.ts";
import { type Ports } from "./ports.ts";

/** A process of the pipeline: a part, or the proxy that carries links in a drill. */
export type ProcessName = PartName | "proxy";

/**
 * Products that run as the processes. Compose services, log files and data folders are named after them.
 */
export const productNames = {
  publisher: "publisher",
  mqtt: "mosquitto",
  bridge: "connect",
  kafka: "kafka",
  consumer: "consumer",
  proxy: "proxy",
} as const satisfies Readonly<Record<ProcessName, string>>;

/** A step of a start: a process, or what is prepared between them. Which there are depends on the runtime. */
export type StartStep = ProcessName | "images" | "topics" | "connector";

/** The steps of a start that is under way; each promise settles with its step. */
export type StartSteps = ReadonlyMap<StartStep, Promise<void>>;

/** Quality of service: 0 at most once, 1 at least once, 2 exactly once (MQTT 5 section 4.3). */
export type Qos = 0 | 1 | 2;

/** How a pipeline is to run, whatever the runtime. */
export interface PipelineOptions {
  /** Where data and logs are kept. Only one pipeline at a time may use it. */
  readonly folder: string;
  readonly ports: Ports;
  /** Begin with empty data. (Logs are always of the latest start.) */
  readonly fresh?: boolean;
  /** Whether the data goes with the pipeline. */
  readonly temporary?: boolean;
  /** Whether publisher and consumer write journals. */
  readonly journals?: boolean;
  /** Settings of the publisher, by the names of its variables. */
  readonly publisher?: Readonly<Record<string, string>>;
  /** How publisher and connector use MQTT. */
  readonly mqttQos?: Qos;
  /** Where run and seq travel; `payload` for bridges that drop what is beside it. */
  readonly traceCarrier?: TraceCarrier;
  /** What is under test in the place of the project's own connector. */
  readonly bridge?: Bridge;
  /** A pipeline of somebody else, between our publisher and our consumer: nothing else is started then. */
  readonly foreign?: ForeignPipeline;
  /** The links that lead through the proxy, and can be cut and slowed. Otherwise there is no proxy. */
  readonly links?: readonly LinkName[];
  /** Told once of all steps, as the first of them begin. */
  readonly onSteps?: (steps: StartSteps) => void;
  /** Gives up a start that is under way; what has been started is stopped. */
  readonly signal?: AbortSignal;
}

/** When a part's present process was started, and when it was usable; µs of the machine's monotonic clock. */
export interface StartTimes {
  readonly startedAt: number;
  readonly usableAt: number;
}

/** One part of a running pipeline. */
export interface Part<Name = PartName> {
  readonly name: Name;
  /** Everything that the part prints, over all its starts. */
  readonly logFile: string;
  /**
   * Starts the part after a stop or a kill, and waits until it is usable.
   * @throws {PartFailedError} when it ends before, or is not usable in time
   */
  start(): Promise<void>;
  /** Lets the part finish (SIGTERM) and waits for its end. */
  stop(): Promise<void>;
  /** Ends the part at once (SIGKILL) and waits for its end. */
  kill(): Promise<void>;
  /** Freezes the part: it does nothing, its connections stay open. Ending it or `resume` ends that. */
  pause(): Promise<void>;
  /** Lets the part go on after `pause`. */
  resume(): Promise<void>;
  /** Of its latest successful start. */
  readonly startTimes: StartTimes;
  /**
   * Of its main process; `undefined` while it does not run, and where its processes are not those of this machine (an
   * engine elsewhere, or in a machine of its own).
   */
  processId(): Promise<number | undefined>;
}

/** What topics and clients of a pipeline are called, for those who watch it. */
export interface PipelineNames {
  readonly mqttTopic: string;
  readonly kafkaTopic: string;
  /** `undefined`: nobody knows of one. */
  readonly deadLetterTopic: string | undefined;
  readonly consumerGroup: string;
  /** In Kafka Connect; `undefined` where the bridge is none of its connectors, or cannot be asked. */
  readonly connector: string | undefined;
}

/** Tells what is the pipeline's own from what was there before, and from what others write to the same topics. */
export interface PipelineSection {
  /** The `run` of its publisher. */
  readonly run: string;
  /** Where each partition of the Kafka topic ended before that publisher began. */
  readonly startOffsets: ReadonlyMap<number, number>;
}

/** A running pipeline. Disposing it stops every part in reverse order and leaves nothing behind. */
export interface Pipeline extends AsyncDisposable {
  readonly addresses: Addresses;
  readonly names: PipelineNames;
  /** `undefined`: everything on its topics is its own. */
  readonly section: PipelineSection | undefined;
  /** Where the services write their journals; `undefined` where they write none. */
  readonly journals: Journals | undefined;
  part(name: PartName): Part;
  /** @throws RangeError for a link that does not lead through the proxy */
  link(name: LinkName): Link;
  /** Resolves with the reason as soon as a part ends that nobody asked to; stays pending otherwise. */
  readonly failure: Promise<PartFailedError>;
}

/** A part that did not start or ended by itself. The message names it, says why, and shows the end of its log. */
export class PartFailedError extends Error {
  override readonly name = "PartFailedError";
  readonly part: ProcessName;

  constructor(part: ProcessName, reason: string, logFile: string, lastLines: readonly string[]) {
    const log =
      lastLines.length === 0 ? [`(nothing in ${logFile})`] : [`The end of ${logFile}:`, ...lastLines];
    super(`${productNames[part]} ${reason}\n${log.join("\n  ")}`);
    this.part = part;
  }
}
