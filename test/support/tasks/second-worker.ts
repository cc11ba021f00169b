import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { checkout } from "../../../testbed/checkout.ts";
import { connectProgram } from "../../../testbed/pipeline/local/connect/connect-program.ts";
import { type Pipeline } from "../../../testbed/pipeline/pipeline.ts";
import { freePorts } from "../../../testbed/pipeline/ports.ts";
import { ProcessPart } from "../../../testbed/pipeline/processes/process-part.ts";

const logs = join(checkout, "test-results", "logs");

/**
 * A second Connect worker in the group of a local pipeline's own: each advertises `localhost` with a port of its own, so that
 * the two reach each other. Connect deals out connectors and tasks anew when it comes and goes.
 */
export class SecondWorker implements AsyncDisposable {
  readonly part: ProcessPart<"bridge">;
  readonly #abort = new AbortController();

  private constructor({ addresses, names }: Pipeline, ports: readonly number[]) {
    const [CONNECT_PORT = 0, CONNECT_METRICS_PORT = 0] = ports;
    const program = connectProgram({
      name: "bridge",
      ports: { CONNECT_PORT, CONNECT_METRICS_PORT },
      environment: {
        MQTT_URL: addresses.mqttUrl,
        MQTT_TOPIC: names.mqttTopic,
        MQTT_QOS: "1",
        KAFKA_BROKERS: addresses.kafkaBrokers,
        KAFKA_TOPIC: names.kafkaTopic,
      },
      logFile: join(logs, `second-worker-${CONNECT_PORT}.log`),
      // Only for other plugins than the project's own.
      data: "",
    });
    this.part = new ProcessPart(program, { signal: this.#abort.signal });
  }

  /** Starts the worker, and waits until it accepts requests. */
  static async start(pipeline: Pipeline): Promise<SecondWorker> {
    await mkdir(logs, { recursive: true });
    const worker = new SecondWorker(pipeline, await freePorts(2));
    await worker.part.start();
    return worker;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.part.kill();
  }
}
