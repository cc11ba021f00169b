import { readdir } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { GenericContainer, randomUuid, Wait } from "testcontainers";
import { StartedKafkaConnectContainer } from "./started-kafka-connect-container.ts";
import { propertiesFile, restPort, workerProperties } from "./worker-properties.ts";

const propertiesPath = "/opt/kafka-connect/worker.properties";
const pluginPath = "/opt/kafka-connect/plugins";
const startupTimeoutMs = 120_000;

/**
 * One distributed Kafka Connect worker, in a container of any image with Kafka in `/opt/kafka`, such as `apache/kafka`. It
 * has a group and state topics of its own, so that several workers can share a Kafka; set `group.id` to continue the state
 * of an earlier one.
 *
 * ```ts
 * import { KafkaConnectContainer } from "mqtt-kafka-testbed/containers";
 *
 * await using connect = await new KafkaConnectContainer("apache/kafka:4.3.1")
 *   .withNetwork(network)
 *   .withKafka("kafka:9092")
 *   .withPlugin("connect/target/plugins/mqtt-source")
 *   .start();
 * await connect.registerConnector("mqtt-source", { "connector.class": "…", "tasks.max": "1" });
 * ```
 */
export class KafkaConnectContainer extends GenericContainer {
  readonly #properties = new Map<string, string>();
  readonly #plugins: string[] = [];

  /** @param image such as `apache/kafka:4.3.1` */
  constructor(image: string) {
    super(image);
    this.withExposedPorts(restPort)
      .withCommand(["/opt/kafka/bin/connect-distributed.sh", propertiesPath])
      // Answers 200 once the worker has joined its group and read its topics; other paths answer earlier (KIP-1017).
      .withWaitStrategy(Wait.forHttp("/health", restPort, { abortOnContainerExit: true }).forStatusCode(200))
      .withStartupTimeout(startupTimeoutMs);
  }

  /**
   * Sets the Kafka of the worker.
   * @param bootstrapServers addresses that are reachable from the container, such as `kafka:9092` or `one:9092,two:9092`
   */
  withKafka(bootstrapServers: string): this {
    return this.withWorkerProperty("bootstrap.servers", bootstrapServers);
  }

  /**
   * Copies a plugin into the container; it gets a class loader of its own. May be called for several plugins.
   * If all of them have META-INF/services files (KIP-898), `withWorkerProperty("plugin.discovery", "service_load")`
   * saves the scan of their classes: the worker was up in 3.9 s instead of 7.8 s.
   * @param path a folder on this machine with the plugin's jars and their dependencies
   */
  withPlugin(path: string): this {
    const source = resolve(path);
    this.#plugins.push(source);
    // Numbered, since two plugin folders may have the same name. The worker is not root and must be able to read them.
    const target = `${pluginPath}/${this.#plugins.length}-${basename(source)}`;
    return this.withCopyDirectoriesToContainer([{ source, target, mode: 0o755 }]);
  }

  /**
   * Sets a property of the worker instead of the container's default; the last value counts. The folder of the plugins from
   * `withPlugin` is added to `plugin.path`. `listeners` must keep `http://0.0.0.0:8083`.
   * Source: https://kafka.apache.org/documentation/#connectconfigs
   */
  withWorkerProperty(name: string, value: string): this {
    this.#properties.set(name, value);
    return this;
  }

  /**
   * Starts the worker and waits until it is healthy; default timeout: 120 s (`withStartupTimeout`).
   * @throws an Error with every setting that is missing or wrong: no Kafka, a plugin folder without jars
   * @throws an Error with the last 50 lines of its log if the worker ends: at once if it cannot resolve Kafka's name, after
   * 60 s without an answer from Kafka
   * @throws an Error if it is not healthy in time
   */
  override async start(): Promise<StartedKafkaConnectContainer> {
    const problems = await this.#problems();
    if (problems.length > 0) throw new Error(`Kafka Connect cannot start: ${problems.join("; ")}`);
    return new StartedKafkaConnectContainer(await super.start());
  }

  protected override beforeContainerCreated(): Promise<void> {
    const properties = new Map(this.#properties);
    if (this.#plugins.length > 0) {
      const named = properties.get("plugin.path");
      properties.set("plugin.path", named ? `${named},${pluginPath}` : pluginPath);
    }
    const content = propertiesFile(workerProperties(properties, `connect-${randomUuid()}`));
    // Readable for all: the copy belongs to root, and the worker is not root.
    this.withCopyContentToContainer([{ content, target: propertiesPath, mode: 0o644 }]);
    return Promise.resolve();
  }

  async #problems(): Promise<string[]> {
    const kafka = this.#properties.get("bootstrap.servers")?.trim();
    const missing = kafka ? [] : ['no Kafka is named: call withKafka("host:port")'];
    const unusable = await Promise.all(this.#plugins.map(pluginProblem));
    return [...missing, ...unusable.filter((problem) => problem !== undefined)];
  }
}

/** Returns the problem of a plugin folder. Docker copies a missing or empty folder without an error, and Connect would only report a missing class. */
async function pluginProblem(path: string): Promise<string | undefined> {
  try {
    const files = await readdir(path);
    return files.some((file) => file.endsWith(".jar"))
      ? undefined
      : `the plugin folder ${path} holds no .jar`;
  } catch (error) {
    return `the plugin folder ${path} cannot be read: ${error instanceof Error ? error.message : error}`;
  }
}
