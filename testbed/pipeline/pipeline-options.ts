import { type TraceCarrier } from "../../services/shared/reading/trace.ts";
import { type CarriedLink, type LinkName, partNames } from "../../services/shared/topology.ts";
import { type Bridge } from "./bridge.ts";
import { type ClusterSize } from "./cluster/cluster-size.ts";
import { type ConsumerProgram } from "./consumer/consumer-program.ts";
import { type ForeignPipeline } from "./foreign/foreign-pipeline.ts";
import { type Ports } from "./ports.ts";

const startSteps = [...partNames, "proxy", "images", "rights", "topics", "connector"] as const;

/** A step of a start: a process, or a preparation between two of them. The runtime decides which there are. */
export type StartStep = (typeof startSteps)[number];

/** Whether this is the name of a step that starts report. */
export function isStartStep(name: string): name is StartStep {
  return startSteps.some((step) => step === name);
}

/** The steps of a start that is under way; each promise settles with its step. */
export type StartSteps = ReadonlyMap<StartStep, Promise<void>>;

/** Quality of service: 0 at most once, 1 at least once, 2 exactly once (MQTT 5 section 4.3). */
export type Qos = 0 | 1 | 2;

/** Settings of a pipeline, whatever the runtime. */
export interface PipelineOptions {
  /** Folder of data and logs. Only one pipeline at a time may use it. */
  readonly folder: string;
  readonly ports: Ports;
  /** Whether to begin with empty data. (Logs are always of the latest start.) */
  readonly fresh?: boolean;
  /** Whether everything is deleted with the pipeline: its folder, its containers' volumes. */
  readonly temporary?: boolean;
  /** The folder to which the logs of a temporary pipeline are copied at the end, also if the start fails. */
  readonly keepLogsIn?: string;
  /** Whether publisher and consumer write journals. */
  readonly journals?: boolean;
  /** Settings of the publisher, by the names of its variables. */
  readonly publisher?: Readonly<Record<string, string>>;
  /** Quality of service of publisher and connector. */
  readonly mqttQos?: Qos;
  /** The place of run and seq in a message; `payload` for bridges that drop user properties. */
  readonly traceCarrier?: TraceCarrier;
  /** The bridge under test; default: the project's own connector. */
  readonly bridge?: Bridge;
  /** The consumer under test; default: the project's own. */
  readonly consumer?: ConsumerProgram;
  /** A pipeline of somebody else between the project's publisher and consumer, which alone are started then. */
  readonly foreign?: ForeignPipeline;
  /** Numbers of Kafka nodes and Connect workers; default: one of each. */
  readonly cluster?: ClusterSize;
  /**
   * Whether every door is shut: TLS, client certificates, rights and tokens. Their files are in `certificates/` of the folder.
   * Default: all listen in plain text, and trust everybody.
   */
  readonly secure?: boolean;
  /** The links that lead through the proxy and can be disturbed; default: none, and no proxy. */
  readonly links?: readonly CarriedLink[];
  /**
   * The one of them whose client reaches the proxy over a network interface of its own, on which packets can be dropped; default:
   * none. Only as root on Linux, and in the runtime local.
   */
  readonly interfaceLink?: LinkName | undefined;
  /** Receives all steps once, as the first of them begin. */
  readonly onSteps?: (steps: StartSteps) => void;
  /** Receives the progress of a preparation that takes long, such as the pull of an image. */
  readonly onProgress?: ((progress: string) => void) | undefined;
  /** Receives a sentence for the user about something that the start has changed, or that did not stop cleanly. */
  readonly onNotice?: (notice: string) => void;
  /** Aborts a start that is under way; whatever has been started is stopped. */
  readonly signal?: AbortSignal;
}
