import { type TraceCarrier } from "../../services/shared/reading/trace.ts";
import { linkNames } from "../../services/shared/topology.ts";
import { drillPipeline } from "../drill/drill.ts";
import { type DrillOptions } from "../drill/drill-options.ts";
import { type BridgeOptions, bridgeOf } from "../pipeline/bridge.ts";
import { type ConsumerProgram } from "../pipeline/consumer/consumer-program.ts";
import { requireLinkInterfaces } from "../pipeline/local/link-interfaces.ts";
import { type Qos } from "../pipeline/pipeline-options.ts";
import { startTemporaryPipeline } from "../pipeline/temporary-pipeline.ts";
import { runDefaults } from "../run/run-defaults.ts";
import { type GivenLinkName, linkNamed } from "./given-names.ts";
import { setUp } from "./set-up.ts";
import { TestPipeline } from "./test-pipeline.ts";

/** Options of a pipeline for tests. */
export interface StartPipelineOptions {
  /** The bridge under test; default: the project's own connector. */
  readonly bridge?: BridgeOptions;
  /** The consumer under test; default: the project's own. */
  readonly consumer?: ConsumerProgram;
  /** Quality of service of publisher and connector; default: 1. */
  readonly qos?: Qos;
  /** `payload` for bridges that drop user properties; default: `properties`. */
  readonly traceCarrier?: TraceCarrier;
  /** Readings per second of all devices together; default: 200. */
  readonly ratePerSecond?: number;
  /** Number of devices; default: 20. */
  readonly devices?: number;
  /** Seed of the waits and toggles; default: 7. */
  readonly seed?: number;
  /** Links that can be disturbed, through a proxy; default: all. */
  readonly links?: readonly GivenLinkName[];
  /** The one that can hang by packets; default: none. Only as root on Linux. */
  readonly interfaceLink?: GivenLinkName;
  /** Folder into which the parts' logs are copied at the end. */
  readonly keepLogsIn?: string;
  /** Cancels the start and every drill; all processes are stopped. */
  readonly signal?: AbortSignal;
}

/**
 * Starts a pipeline as local processes, on free ports and in a temporary folder, with a publisher that makes the load, and
 * with the project's own connector or the bridge under test.
 *
 * ```ts
 * await using pipeline = await startPipeline({ bridge: { command: "python3 bridge.py" } });
 * const run = await pipeline.withFault({ kind: "kill", part: "bridge" });
 * expect(run).toHaveLost(0);
 * ```
 * @throws {PartFailedError} if a part does not start; nothing is left running
 * @throws RangeError for a link that does not exist
 * @throws {LinkInterfaceError} if `interfaceLink` is impossible here
 */
export async function startPipeline({
  qos = runDefaults.qos,
  traceCarrier = runDefaults.traceCarrier,
  ratePerSecond = 200,
  devices = 20,
  seed = runDefaults.seed,
  links = linkNames,
  interfaceLink,
  keepLogsIn,
  signal = new AbortController().signal,
  bridge,
  consumer,
}: StartPipelineOptions = {}): Promise<TestPipeline> {
  const proxied = links.map(linkNamed);
  if (interfaceLink !== undefined) requireLinkInterfaces();
  await setUp();
  const defaults: DrillOptions = {
    ...runDefaults,
    ...{ qos, traceCarrier, ratePerSecond, devices, seed },
    ...{ forMs: 5_000, toggleEveryMs: undefined, comparesWithPlanned: false },
    ...(bridge ? { bridge: bridgeOf(bridge) } : {}),
    ...(consumer ? { consumer } : {}),
  };
  const pipeline = await startTemporaryPipeline("local", {
    ...drillPipeline(defaults, proxied),
    ...(interfaceLink ? { interfaceLink: linkNamed(interfaceLink) } : {}),
    ...(keepLogsIn ? { keepLogsIn } : {}),
    signal,
  });
  return new TestPipeline(pipeline, defaults, signal);
}
