import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { checkout } from "../../testbed/checkout.ts";
import { startTemporaryPipeline } from "../../testbed/pipeline/temporary-pipeline.ts";
import { drillReport } from "../../testbed/report/drill/drill-report.ts";
import { matchingProcesses } from "../support/commands/matching-processes.ts";
import { TestbedCommand } from "../support/commands/testbed-command.ts";
import { newTopic } from "../support/kafka/new-topic.ts";
import { type SecuredMosquitto, startSecuredMosquitto, userInfo } from "../support/mqtt/secured-mosquitto.ts";

/** Somebody's pipeline: Mosquitto with passwords and TLS, a bridge, a topic of a Kafka. */
let mosquitto: SecuredMosquitto;
let kafka: readonly string[];
const resources = new AsyncDisposableStack();

beforeAll(async () => {
  mosquitto = resources.use(await startSecuredMosquitto());
  const pipeline = resources.use(await startTemporaryPipeline("local", {}));
  const { topic } = await newTopic(pipeline, 4);
  const { kafkaBrokers } = pipeline.addresses;
  kafka = ["--kafka", kafkaBrokers, "--kafka-topic", topic];
  const bridge = startBridge(kafkaBrokers, topic);
  resources.defer(async () => {
    bridge.kill("SIGTERM");
    await new Promise((resolve) => bridge.once("close", resolve));
  });
});
afterAll(() => resources.disposeAsync());

function startBridge(brokers: string, topic: string): ChildProcess {
  return spawn(process.execPath, [join(checkout, "test/fixtures/bridges/honest.ts")], {
    env: {
      ...process.env,
      ...{ MQTT_URL: `mqtt://127.0.0.1:${mosquitto.ports.open}`, MQTT_TOPIC: "coffee", MQTT_QOS: "1" },
      ...{ KAFKA_BROKERS: brokers, KAFKA_TOPIC: topic },
    },
    stdio: "ignore",
  });
}

const drill = (...broker: readonly string[]) =>
  new TestbedCommand("drill", "none", ...broker, ...kafka, "--rate", "100", "--devices", "5", "--for", "2s");

/** Returns the names of a folder's files that have a secret in them. */
function filesWithSecret(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => mosquitto.secret.test(readFileSync(file, "utf8")));
}

const ways: Readonly<Record<string, () => readonly string[]>> = {
  "a URL with a password that has : @ / % and a space": () => [
    ...["--mqtt", `mqtt://${userInfo}@127.0.0.1:${mosquitto.ports.password}`],
  ],
  "TLS with a client certificate, and a file of user and password": () => [
    ...[
      "--mqtt",
      `mqtts://127.0.0.1:${mosquitto.ports.tls}`,
      "--mqtt-credentials",
      mosquitto.files.credentials,
    ],
    ...[
      "--mqtt-ca",
      mosquitto.files.ca,
      "--mqtt-cert",
      mosquitto.files.cert,
      "--mqtt-key",
      mosquitto.files.key,
    ],
  ],
};

test.concurrent.each(Object.keys(ways))(
  "a pipeline is judged by way of %s, which nobody else gets to see",
  async (way) => {
    await using command = drill(...(ways[way]?.() ?? []));
    expect(await matchingProcesses(mosquitto.secret, command.exitCode)).toEqual([]);
    expect(await command.exitCode, command.output).toBe(0);
    const report = drillReport.parse(command.report("report.json"));
    expect(report.outside).toEqual([]);
    expect(report.counts.made).toBeGreaterThan(0);
    expect(report.counts.consumed).toBe(report.counts.made);
    // The MQTT tap was let in, too: it placed what it saw.
    expect(report.counts.atBroker).toBeGreaterThan(0);
    expect(report.drill.bridge).toMatch(/^mqtts?:\/\/127\.0\.0\.1:\d+ → /);
    expect(command.output).not.toMatch(mosquitto.secret);
    expect(readFileSync(join(command.reportFolder, "logs", "publisher.log"), "utf8")).toContain(
      "connected to the broker",
    );
    expect(filesWithSecret(command.reportFolder)).toEqual([]);
    expect(command.leftOvers).toEqual([]);
  },
);
