import { dirname, join, resolve } from "node:path";
import { Command, Option } from "commander";
import { Listr, PRESET_TIMER } from "listr2";
import { readEnvironment } from "../../../services/shared/environment.ts";
import { fileNames } from "../../certificates/folder/file-names.ts";
import { defaultFolder } from "../../checkout.ts";
import { interruption } from "../../interruption.ts";
import { type ClusterSize } from "../../pipeline/cluster/cluster-size.ts";
import { environmentWithDotEnv } from "../../pipeline/compose/variables/dot-env.ts";
import { followLog } from "../../pipeline/logs/follow-log.ts";
import { type Pipeline } from "../../pipeline/pipeline.ts";
import { type StartStep, type StartSteps } from "../../pipeline/pipeline-options.ts";
import { portSettings } from "../../pipeline/ports.ts";
import { type Runtime, runtimes, startPipelineIn } from "../../pipeline/runtime.ts";
import { Notices } from "../notices.ts";
import { clusterOf, withClusterOptions } from "../options/cluster-arguments.ts";
import { readingLine } from "../reading-line.ts";
import { isUsageError, reportError } from "../report-error.ts";
import { settingsHelp, startSettings } from "../start-settings.ts";
import { print, safe } from "../terminal.ts";

interface StartOptions extends ClusterSize {
  readonly runtime: Runtime;
  readonly fresh: boolean;
  readonly secure: boolean;
  readonly folder: string;
}

const help = `
Variables (in containers also from the file .env of the checkout):
${settingsHelp(startSettings)}

Exit codes: 0 stopped by Ctrl-C, 1 a part failed, 2 invalid option or setting, port or folder in use, no container engine.
Data is kept between starts (--fresh deletes it); logs are those of the latest start.`;

/** Returns the command `start`: runs the pipeline in the foreground until Ctrl-C. */
export function startCommand(): Command {
  const command = new Command("start").description(
    "Starts the pipeline, shows the readings as they arrive at the consumer, and stops on Ctrl-C.",
  );
  return withClusterOptions(command)
    .addOption(new Option("--runtime <name>", "runtime of the parts").choices(runtimes).default("local"))
    .option("--fresh", "start with empty data", false)
    .option("--secure", "shut every door: TLS, client certificates, rights and tokens", false)
    .option("--folder <path>", "folder of data and logs", defaultFolder)
    .addHelpText("after", help)
    .action(start);
}

async function start(options: StartOptions): Promise<void> {
  const interrupted = interruption();
  const notices = new Notices();
  try {
    await runUntil(interrupted, notices, options);
    print("Stopped.");
  } catch (error) {
    notices.show();
    if (interrupted.aborted) print("\nStopped during the start.");
    else fail(error);
  }
}

/** Runs the pipeline until it is interrupted. @throws when a part fails before */
async function runUntil(
  interrupted: AbortSignal,
  notices: Notices,
  { runtime, fresh, secure, folder, ...size }: StartOptions,
): Promise<void> {
  const cluster = clusterOf(size, { secure, runtime });
  const environment = runtime === "compose" ? environmentWithDotEnv() : process.env;
  const ports = readEnvironment(portSettings, environment);
  await using pipeline = await withProgress((onSteps) =>
    startPipelineIn(runtime, {
      folder: resolve(folder),
      ports,
      fresh,
      secure,
      ...(cluster ? { cluster } : {}),
      onSteps,
      onNotice: (notice) => notices.add(notice),
      signal: interrupted,
    }),
  );
  notices.show();
  print(introduction(pipeline));
  const printing = new AbortController();
  const consumers = pipeline.instances("consumer");
  const printed = Promise.all(
    consumers.map(({ logFile }) =>
      followLog(logFile, printing.signal, (line) => {
        const text = readingLine(line);
        if (text !== undefined) print(text);
      }),
    ),
  );
  const failure = await Promise.race([pipeline.failure, whenAborted(interrupted)]);
  printing.abort();
  await printed;
  print("\nStopping …");
  if (failure !== undefined) throw failure;
}

function whenAborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    signal.addEventListener("abort", () => resolve(undefined));
  });
}

const stepTitles: Record<StartStep, string> = {
  images: "Images",
  proxy: "Proxy",
  mqtt: "Mosquitto",
  kafka: "Kafka",
  rights: "Rights in Kafka",
  topics: "Kafka topics",
  bridge: "Kafka Connect",
  connector: "MQTT source connector",
  consumer: "Consumer",
  publisher: "Publisher",
};

/** Starts a pipeline and shows its steps: a line each, with its duration. */
async function withProgress(
  begin: (onSteps: (steps: StartSteps) => void) => Promise<Pipeline>,
): Promise<Pipeline> {
  let shown: Promise<void> | undefined;
  try {
    return await begin((steps) => {
      shown = showSteps(steps);
    });
  } finally {
    await shown;
  }
}

async function showSteps(steps: StartSteps): Promise<void> {
  const reported = new Set<unknown>();
  /** Returns the first line of an error; the complete one follows when everything has been stopped. */
  const reasonOf = (error: unknown): string => {
    const isConsequence = reported.has(error) || (error instanceof Error && error.name === "AbortError");
    reported.add(error);
    return isConsequence
      ? "aborted"
      : safe(firstLine(error instanceof Error ? error.message : String(error)));
  };
  const tasks = [...steps].map(([step, done]) => ({
    title: stepTitles[step],
    task: () => done.catch((error: unknown) => Promise.reject(new Error(reasonOf(error)))),
  }));
  await new Listr(tasks, {
    concurrent: true,
    exitOnError: false,
    registerSignalListeners: false,
    rendererOptions: { timer: PRESET_TIMER, collapseErrors: false },
    fallbackRendererOptions: { timer: PRESET_TIMER },
  }).run();
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0] ?? "";
}

function introduction(pipeline: Pipeline): string {
  const { addresses, certificates } = pipeline;
  const { publisherUrl, mqttUrl, kafkaBrokers, kafkaScramBrokers } = addresses;
  const consumers = addresses.consumers.map(({ url }) => `${url}/status`);
  const workers = addresses.connectWorkers.map(
    ({ url }, index) => `${url}, metrics: ${addresses.connectMetrics[index]}`,
  );
  return `
The pipeline runs:
  status page    ${publisherUrl}
  consumer       ${consumers.join("\n                 ")}
  Mosquitto      ${mqttUrl}
  Kafka          ${kafkaBrokers}${kafkaScramBrokers === undefined ? "" : `, with user and password: ${kafkaScramBrokers}`}
  Kafka Connect  ${workers.join("\n                 ")}
  logs           ${dirname(pipeline.part("consumer").logFile)}${certificates === undefined ? "" : secureLines(certificates.folder)}

Try first: switch a device off. Exactly one more reading of it arrives: the final one, with status Inactive.
  curl ${certificates === undefined ? "" : `${curlOptions(certificates.folder)} `}-X POST ${publisherUrl}/status/3DF92-192 -H 'content-type: application/json' -d '{"status":"Inactive"}'

Readings as they arrive at the consumer (Ctrl-C stops everything):`;
}

/** Returns what a user of the secure form needs beside addresses. The token itself is shown nowhere. */
function secureLines(certificates: string): string {
  return `
  certificates   ${certificates}
  status page    asks for the token in ${join(certificates, fileNames.token("publisher"))}; its certificate is of ${join(certificates, fileNames.ca)}`;
}

function curlOptions(certificates: string): string {
  const token = join(certificates, fileNames.token("publisher"));
  return `--cacert ${join(certificates, fileNames.ca)} -H "authorization: Bearer $(cat ${token})"`;
}

/** Reports a failure and sets the exit code. */
function fail(error: unknown): void {
  process.exitCode = isUsageError(error) ? 2 : 1;
  reportError(error);
}
