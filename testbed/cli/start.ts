import { Command, Option } from "commander";
import { Listr, PRESET_TIMER } from "listr2";
import { EnvironmentError, readEnvironment } from "../../services/shared/environment.ts";
import { FolderInUse } from "../pipeline/local/folder-lock.ts";
import { defaultFolder } from "../pipeline/local/folders.ts";
import { startLocalPipeline } from "../pipeline/local/local-pipeline.ts";
import { PortsTaken, portSettings } from "../pipeline/local/ports.ts";
import { PartFailed, type Pipeline, type StartStep, startSteps } from "../pipeline/pipeline.ts";
import { followLog } from "./follow-log.ts";
import { readingLine } from "./reading-line.ts";

interface StartOptions {
  readonly runtime: "local";
  readonly fresh: boolean;
}

const variables = `
Variables:
  PUBLISHER_PORT   port of the status page            (default: 3000)
  CONSUMER_PORT    port of the consumer's status      (default: 3001)
  MQTT_PORT        port of Mosquitto                  (default: 1883)
  KAFKA_PORT       port of Kafka                      (default: 9092)
  CONNECT_PORT     port of Kafka Connect's REST API   (default: 8083)
  DEVICES          comma-separated ids                (default: 3DF92-192,4HHC2-392)
  MIN_INTERVAL_MS  shortest and
  MAX_INTERVAL_MS  longest wait between two readings  (default: 1000 and 2000)
  ROUTE            [[x,y],…] that the devices follow  (default: a round of 12 points)
  SEED             the same seed, the same waits      (default: a new one each time)
  BUFFER_LIMIT     readings kept while the broker is away (default: 100000)

Exit codes: 0 stopped by Ctrl-C, 1 a part failed, 2 a wrong option or setting, a port or a folder in use.
Data and logs are kept in .testbed/ until --fresh.`;

/** `start`: the pipeline in the foreground until Ctrl-C. */
export function startCommand(): Command {
  return new Command("start")
    .description(
      "Starts the pipeline, shows the readings as they arrive at the consumer, stops it on Ctrl-C.",
    )
    .addOption(new Option("--runtime <name>", "where the parts run").choices(["local"]).default("local"))
    .option("--fresh", "begin with empty data and logs", false)
    .addHelpText("after", variables)
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
    .action(start);
}

async function start({ fresh }: StartOptions): Promise<void> {
  const interrupted = interruption();
  try {
    const ports = readEnvironment(portSettings, process.env);
    await using pipeline = await withProgress((onStep) =>
      startLocalPipeline({ folder: defaultFolder, ports, fresh, onStep, signal: interrupted }),
    );
    console.log(introduction(pipeline));
    const log = pipeline.part("consumer").logFile;
    const printing = new AbortController();
    const printed = followLog(log, printing.signal, (line) => {
      const text = readingLine(line);
      if (text !== undefined) console.log(text);
    });
    const failure = await Promise.race([pipeline.failure, whenAborted(interrupted)]);
    printing.abort();
    await printed;
    if (failure !== undefined) throw failure;
    console.log("\nStopping …");
  } catch (error) {
    if (interrupted.aborted) console.log("\nStopped during the start.");
    else fail(error);
  }
}

/** Aborted by the first Ctrl-C or SIGTERM. Later ones change nothing: the parts are being stopped. */
function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => controller.abort());
  return controller.signal;
}

function whenAborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    signal.addEventListener("abort", () => resolve(undefined));
  });
}

const stepTitles: Record<StartStep, string> = {
  mosquitto: "Mosquitto",
  kafka: "Kafka",
  topics: "Kafka topics",
  connect: "Kafka Connect",
  connector: "MQTT source connector",
  consumer: "Consumer",
  publisher: "Publisher",
};

/** Runs a start and shows its steps: a line each, with the time that it took. */
async function withProgress(
  begin: (onStep: (step: StartStep, done: Promise<void>) => void) => Promise<Pipeline>,
): Promise<Pipeline> {
  const steps = new Map(startSteps.map((step) => [step, Promise.withResolvers<void>()]));
  const starting = begin((step, done) => steps.get(step)?.resolve(done));
  // A start that fails before its first step would leave the steps pending.
  starting.catch((error: unknown) => {
    for (const { reject } of steps.values()) reject(error);
  });
  const progress = new Listr(
    startSteps.map((step) => ({ title: stepTitles[step], task: () => steps.get(step)?.promise })),
    {
      concurrent: true,
      exitOnError: false,
      registerSignalListeners: false,
      rendererOptions: { timer: PRESET_TIMER, showErrorMessage: false, collapseErrors: false },
      fallbackRendererOptions: { timer: PRESET_TIMER },
    },
  );
  const [pipeline] = await Promise.all([starting, progress.run()]);
  return pipeline;
}

function introduction({ addresses }: Pipeline): string {
  const { publisherUrl, consumerUrl, mqttUrl, kafkaBrokers, connectUrl } = addresses;
  return `
The pipeline runs:
  status page    ${publisherUrl}
  consumer       ${consumerUrl}/status
  Mosquitto      ${mqttUrl}
  Kafka          ${kafkaBrokers}
  Kafka Connect  ${connectUrl}
  logs           ${defaultFolder}/logs

Try first: switch a device off; exactly one more reading of it arrives, its last, Inactive.
  curl -X POST ${publisherUrl}/status/3DF92-192 -H 'content-type: application/json' -d '{"status":"Inactive"}'

Readings as they arrive at the consumer (Ctrl-C stops everything):`;
}

/** Reports a failure and sets the exit code. */
function fail(error: unknown): void {
  const isUsage =
    error instanceof EnvironmentError || error instanceof PortsTaken || error instanceof FolderInUse;
  process.exitCode = isUsage ? 2 : 1;
  if (isUsage || error instanceof PartFailed) console.error(`\n${error.message}`);
  else console.error(error);
}
