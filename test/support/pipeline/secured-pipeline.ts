import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { cp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { createTopics } from "../../../services/provision/topics.ts";
import { MqttBroker } from "../../../services/shared/mqtt/mqtt-broker.ts";
import { checkout } from "../../../testbed/checkout.ts";
import { mosquittoProgram } from "../../../testbed/pipeline/local/mosquitto-program.ts";
import { freePorts, loopback } from "../../../testbed/pipeline/ports.ts";
import { isConnectedToBroker } from "../../../testbed/pipeline/probes/bridge-connection.ts";
import { ProcessPart } from "../../../testbed/pipeline/processes/process-part.ts";
import { type Program } from "../../../testbed/pipeline/processes/program.ts";
import { bridgeProgram } from "../../../testbed/pipeline/start/bridge-program.ts";
import { fixtureBridge } from "../commands/fixture-bridge.ts";
import { hasIpv6, type SecuredKafka, startSecuredKafka } from "../kafka/secured-kafka.ts";

/** A pipeline of somebody else, from MQTT to a Kafka that asks its clients for certificates and passwords. */
export interface SecuredPipeline extends AsyncDisposable {
  readonly mqttUrl: string;
  /** Of a machine with IPv6. */
  readonly mqttUrlIpv6: string;
  readonly topic: string;
  readonly kafka: SecuredKafka;
  /** Writes a file with these lines and returns its path. */
  readonly file: (name: string, lines: readonly string[]) => string;
}

/** Starts the broker of MQTT, Kafka, and a bridge without fault. */
export async function startSecuredPipeline(): Promise<SecuredPipeline> {
  await using started = new AsyncDisposableStack();
  const folder = mkdtempSync(join(tmpdir(), "secured-pipeline-"));
  started.defer(async () => {
    const kept = join(checkout, "test-results", "logs", "secured-pipeline");
    for (const log of ["mosquitto.log", "bridge.log", "kafka/kafka.log"])
      await cp(join(folder, log), join(kept, log), { recursive: true }).catch(() => undefined);
    await rm(folder, { recursive: true });
  });
  const { signal } = new AbortController();
  const start = async (program: Program) => {
    const part = new ProcessPart(program, { signal });
    started.defer(() => part.kill());
    await part.start();
  };
  const [port = 0] = await freePorts(1);
  const mqttUrl = `mqtt://${loopback}:${port}`;
  const broker = join(folder, "mosquitto");
  mkdirSync(join(broker, "runtime.d"), { recursive: true });
  // A further listener, beside that of the program's own file.
  if (hasIpv6) writeFileSync(join(broker, "runtime.d", "ipv6.conf"), `listener ${port} ::1\n`);
  const [kafka] = await Promise.all([
    startSecuredKafka(join(folder, "kafka")),
    start(mosquittoProgram(port, broker, join(folder, "mosquitto.log"))),
  ]);
  started.use(kafka);
  const topic = "coffee";
  const { plainText } = kafka.brokers;
  await createTopics([plainText], [{ topic, numPartitions: 4 }], pino({ level: "silent" }));
  const environment = {
    ...{ MQTT_URL: mqttUrl, MQTT_TOPIC: topic, MQTT_QOS: "1", KAFKA_BROKERS: plainText, KAFKA_TOPIC: topic },
  };
  const isConnected = () => isConnectedToBroker(MqttBroker.at(mqttUrl), signal);
  await start(bridgeProgram(fixtureBridge("honest"), isConnected, environment, join(folder, "bridge.log")));
  const resources = started.move();
  return {
    mqttUrl,
    mqttUrlIpv6: `mqtt://[::1]:${port}`,
    topic,
    kafka,
    file: (name, lines) => {
      const path = join(folder, name);
      writeFileSync(path, `${lines.join("\n")}\n`);
      return path;
    },
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}
