import { readFile } from "node:fs/promises";
import { connectAsync } from "mqtt";
import { pino } from "pino";
import { connectorStatus, registerConnector } from "../../../services/provision/connector.ts";
import { createTopics } from "../../../services/provision/topics.ts";
import { type Pipeline } from "../../../testbed/pipeline/pipeline.ts";
import { waitFor } from "../../../testbed/wait-for.ts";

/**
 * A second connector in the pipeline's Connect, with MQTT and Kafka topics and a session of its own. Disposing it removes
 * connector and session.
 */
export class OwnConnector implements AsyncDisposable {
  readonly name = `own-${crypto.randomUUID()}`;
  readonly #pipeline: Pipeline;
  #logBefore = 0;

  private constructor(pipeline: Pipeline) {
    this.#pipeline = pipeline;
  }

  /** Registers a connector that subscribes to the topics and writes to a Kafka topic of its own name. */
  static async register(
    pipeline: Pipeline,
    mqttTopics: string,
    settings: Readonly<Record<string, string>> = {},
  ): Promise<OwnConnector> {
    const connector = new OwnConnector(pipeline);
    const { name } = connector;
    const topics = [name, `${name}.dead-letter`].map((topic) => ({ topic, numPartitions: 1 }));
    await createTopics([pipeline.addresses.kafkaBrokers], topics, pino({ level: "silent" }));
    connector.#logBefore = (await connector.#log()).length;
    await connector.configure(mqttTopics, settings);
    return connector;
  }

  /** Changes the configuration, and waits until the connector runs with it: it is stopped meanwhile. */
  async configure(mqttTopics: string, settings: Readonly<Record<string, string>> = {}): Promise<void> {
    await registerConnector(
      this.#pipeline.addresses.connect,
      this.name,
      this.#config(mqttTopics, settings),
      AbortSignal.timeout(60_000),
    );
  }

  /** Changes the topics by a PUT alone, as a user does, and waits until the connector has subscribed to them. */
  async replaceTopics(mqttTopics: string): Promise<void> {
    await this.put(mqttTopics);
    await waitFor({ description: `a subscription to ${mqttTopics}`, timeoutMs: 60_000 }, async () =>
      (await this.connections(mqttTopics)).made > 0 ? true : undefined,
    );
  }

  /** Changes the configuration by a PUT alone. */
  async put(mqttTopics: string, settings: Readonly<Record<string, string>> = {}): Promise<void> {
    await this.#request("PUT", "/config", this.#config(mqttTopics, settings));
  }

  #config(mqttTopics: string, settings: Readonly<Record<string, string>>): Record<string, string> {
    return {
      "connector.class": "io.github.mqttkafkatestbed.connect.MqttSourceConnector",
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of Connect
      "mqtt.url": "${env:MQTT_URL}",
      "mqtt.topics": mqttTopics,
      "mqtt.client.id": this.name,
      "kafka.topic": this.name,
      "key.converter": "org.apache.kafka.connect.storage.StringConverter",
      "value.converter": "org.apache.kafka.connect.converters.ByteArrayConverter",
      "header.converter": "io.github.mqttkafkatestbed.connect.converter.TextOrBytesConverter",
      ...settings,
    };
  }

  /** Asks Connect for a change of the state, and waits until connector and tasks have it. */
  async change(action: "pause" | "stop" | "resume"): Promise<void> {
    const expected = { pause: "PAUSED", stop: "STOPPED", resume: "RUNNING" }[action];
    await this.#request("PUT", `/${action}`);
    await waitFor({ description: `${this.name} to be ${expected}`, timeoutMs: 60_000 }, async () => {
      const { connect } = this.#pipeline.addresses;
      const status = await connectorStatus(connect, this.name, AbortSignal.timeout(10_000));
      const parts = status === undefined ? [] : [status.connector, ...status.tasks];
      return (action === "stop" ? parts.length === 1 : parts.length > 1) &&
        parts.every(({ state }) => state === expected)
        ? true
        : undefined;
    });
  }

  /**
   * Returns how often it has connected with a subscription to this topic, and how often any connector has lost a
   * connection or tried in vain since this one was registered.
   */
  async connections(topic: string): Promise<{ readonly made: number; readonly lost: number }> {
    // Mosquitto's own log is written in blocks.
    const lines = (await this.#log()).slice(this.#logBefore).split("\n");
    return {
      made: lines.filter((line) => line.includes("connected to mqtt://") && line.includes(topic)).length,
      lost: lines.filter((line) => line.includes("connection to mqtt://")).length,
    };
  }

  async #log(): Promise<string> {
    return await readFile(this.#pipeline.part("bridge").logFile, "utf8");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.change("stop");
    await this.#request("DELETE", "");
    const options = { clientId: this.name, clean: true, protocolVersion: 5, reconnectPeriod: 0 } as const;
    const client = await connectAsync(this.#pipeline.addresses.mqttUrl, options);
    await client.endAsync();
  }

  async #request(method: "PUT" | "DELETE", path: string, body?: unknown): Promise<void> {
    const { connect } = this.#pipeline.addresses;
    await waitFor({ description: `${method} ${path} of ${this.name}`, timeoutMs: 30_000 }, async () => {
      const response = await connect.fetch(`/connectors/${this.name}${path}`, {
        method,
        ...(body === undefined
          ? {}
          : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
      });
      await response.body?.cancel();
      return response.ok ? true : undefined;
    });
  }
}
