import { readdir } from "node:fs/promises";
import { basename, posix, resolve } from "node:path";
import { GenericContainer, randomUuid, Wait } from "testcontainers";
import { filesInArchive } from "./plugin-archive.ts";
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
 *   .withPlugin("connect/target/mqtt-source-0.2.0.zip")
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
   * @param path a folder on this machine with the plugin's jars and their dependencies, or an archive with them (`.zip`), such as
   * those of Confluent Hub
   */
  withPlugin(path: string): this {
    this.#plugins.push(resolve(path));
    return this;
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
   * @throws an Error with every setting that is missing or wrong: no Kafka, a plugin without jars
   * @throws an Error with the last 50 lines of its log if the worker ends: at once if it cannot resolve Kafka's name, after
   * 60 s without an answer from Kafka
   * @throws an Error if it is not healthy in time
   */
  override async start(): Promise<StartedKafkaConnectContainer> {
    const problems = await this.#problems();
    if (problems.length > 0) throw new Error(`Kafka Connect cannot start: ${problems.join("; ")}`);
    return new StartedKafkaConnectContainer(await super.start());
  }

  protected override async beforeContainerCreated(): Promise<void> {
    const properties = new Map(this.#properties);
    if (this.#plugins.length > 0) {
      const named = properties.get("plugin.path");
      properties.set("plugin.path", named ? `${named},${pluginPath}` : pluginPath);
    }
    const content = propertiesFile(workerProperties(properties, `connect-${randomUuid()}`));
    // Readable for all: the copy belongs to root, and the worker is not root.
    this.withCopyContentToContainer([{ content, target: propertiesPath, mode: 0o644 }]);
    for (const [index, plugin] of this.#plugins.entries()) await this.#copyPlugin(plugin, index + 1);
  }

  async #copyPlugin(source: string, number: number): Promise<void> {
    // Numbered, since two plugins may have the same name. Connect takes a folder whose name ends in .zip for an archive.
    const target = `${pluginPath}/${number}-${basename(source).replace(/\.zip$/i, "")}`;
    if (isArchive(source)) {
      const files = await filesInArchive(source);
      const copies = files.map(({ path, content }) => ({
        content,
        target: posix.join(target, path),
        mode: 0o644,
      }));
      this.withCopyContentToContainer(copies);
    } else {
      this.withCopyDirectoriesToContainer([{ source, target, mode: 0o755 }]);
    }
  }

  async #problems(): Promise<string[]> {
    const kafka = this.#properties.get("bootstrap.servers")?.trim();
    const missing = kafka ? [] : ['no Kafka is named: call withKafka("host:port")'];
    const unusable = await Promise.all(this.#plugins.map(pluginProblem));
    return [...missing, ...unusable.filter((problem) => problem !== undefined)];
  }
}

function isArchive(path: string): boolean {
  return path.toLowerCase().endsWith(".zip");
}

/** Returns the problem of a plugin. Docker copies a missing or empty folder without an error, and Connect would only report a missing class. */
async function pluginProblem(path: string): Promise<string | undefined> {
  const plugin = `the plugin ${isArchive(path) ? "archive" : "folder"} ${path}`;
  try {
    const files = isArchive(path)
      ? (await filesInArchive(path)).map((file) => file.path)
      : await readdir(path);
    return files.some((file) => file.endsWith(".jar")) ? undefined : `${plugin} holds no .jar`;
  } catch (error) {
    return `${plugin} cannot be read: ${error instanceof Error ? error.message : error}`;
  }
}
