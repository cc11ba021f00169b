import { readdir } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { GenericContainer, randomUuid, Wait } from "testcontainers";
import { StartedKafkaConnectContainer } from "./started-kafka-connect-container.ts";
import { propertiesFile, restPort, workerProperties } from "./worker-properties.ts";

const propertiesPath = "/opt/kafka-connect/worker.properties";
const pluginPath = "/opt/kafka-connect/plugins";
const startupTimeoutMs = 120_000;

/**
 * One distributed Kafka Connect worker, in a container of any image that has Kafka in `/opt/kafka` as `apache/kafka`
 * has. It is a group of its own and stores its state in topics of its own, so that several can share a Kafka; give
 * `group.id` to continue the state of an earlier one.
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
      // Answers 200 when the worker has joined its group and read its topics; other paths answer earlier (KIP-1017).
      .withWaitStrategy(Wait.forHttp("/health", restPort, { abortOnContainerExit: true }).forStatusCode(200))
      .withStartupTimeout(startupTimeoutMs);
  }

  /**
   * The Kafka that the worker works with.
   * @param bootstrapServers addresses that the container reaches, such as `kafka:9092` or `one:9092,two:9092`
   */
  withKafka(bootstrapServers: string): this {
    return this.withWorkerProperty("bootstrap.servers", bootstrapServers);
  }

  /**
   * Copies a plugin into the container, where it has a class loader of its own. May be called for several plugins.
   * If all of them have META-INF/services files (KIP-898), `withWorkerProperty("plugin.discovery", "service_load")`
   * saves the scan of their classes: the worker was up in 3.9 s instead of 7.8 s.
   * @param path a folder on this machine with the plugin's jars and those that it needs
   */
  withPlugin(path: string): this {
    const source = resolve(path);
    this.#plugins.push(source);
    // Numbered, since two plugins' folders may have one name. The worker is not root and must be able to read them.
    const target = `${pluginPath}/${this.#plugins.length}-${basename(source)}`;
    return this.withCopyDirectoriesToContainer([{ source, target, mode: 0o755 }]);
  }

  /**
   * Sets a property of the worker, over the container's default; the last value counts. To `plugin.path` the folder of
   * the plugins from `withPlugin` is added. `listeners` must keep `http://0.0.0.0:8083`.
   * Source: https://kafka.apache.org/documentation/#connectconfigs
   */
  withWorkerProperty(name: string, value: string): this {
    this.#properties.set(name, value);
    return this;
  }

  /**
   * Starts the worker and waits until it is healthy, for 120 s unless `withStartupTimeout` says otherwise.
   * @throws an Error that names every setting that is missing or wrong: no Kafka, a plugin folder without jars
   * @throws an Error with the last 50 lines of its log when the worker ends: it does so at once when it cannot resolve
   * Kafka's name, and after 60 s without an answer from Kafka
   * @throws an Error when it is not healthy in time
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
    // Readable for a worker that is not root, as the copy belongs to root.
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

/** Docker copies an absent or empty folder without complaint, and Connect would only say that it lacks a class. */
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
