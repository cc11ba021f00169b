import { mkdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { workerFiles } from "../../../certificates/folder/container-files.ts";
import { fileNames } from "../../../certificates/folder/file-names.ts";
import { checkout } from "../../../checkout.ts";
import { type ForeignConnector } from "../../bridge.ts";

const ofCheckout = (name: string) => join(checkout, "connect", name);

/** Files of a worker that are made at its start, in a folder of the pipeline. */
export interface ConnectFiles {
  /** `undefined`: those of the checkout are used as they are. */
  readonly write: (() => Promise<void>) | undefined;
  readonly properties: string;
  readonly metrics: string;
  /** Variables of the worker that name files. */
  readonly variables: Readonly<Record<string, string>>;
}

/** Properties that not every worker has. */
export interface ConnectForm {
  readonly connector: ForeignConnector | undefined;
  /** Folder of certificates, if it has the secure form. */
  readonly certificates: string | undefined;
  /** Whether its Kafka has several nodes. */
  readonly hasKafkaCluster: boolean;
}

/** Returns the files of a worker. */
export function connectFiles(
  data: string,
  { connector, certificates, hasKafkaCluster }: ConnectForm,
): ConnectFiles {
  const own = join(data, "certificates");
  const file = (name: string) => join(own, name);
  const isSecure = certificates !== undefined;
  const writesProperties = isSecure || hasKafkaCluster || connector !== undefined;
  const properties = writesProperties ? join(data, "worker.properties") : ofCheckout("worker.properties");
  const metrics = isSecure ? join(data, "metrics.yml") : ofCheckout("metrics.yml");
  const write = async () => {
    await mkdir(data, { recursive: true });
    const parts = [
      await readFile(ofCheckout("worker.properties"), "utf8"),
      ...(hasKafkaCluster ? [await readFile(ofCheckout("cluster.properties"), "utf8")] : []),
      ...(connector === undefined ? [] : [await foreignProperties(data, connector)]),
      ...(isSecure ? [await secureText("secure.properties", { CERTIFICATES: own })] : []),
    ];
    // Of a repeated property Java takes the last.
    await writeFile(properties, parts.join("\n"));
    if (isSecure) {
      await provideCertificates(own, certificates);
      await writeMetrics(metrics, own, certificates);
    }
  };
  return {
    write: writesProperties ? write : undefined,
    ...{ properties, metrics },
    variables: isSecure
      ? {
          MQTT_CA_FILE: file(fileNames.ca),
          MQTT_CERT_FILE: file(fileNames.certificate("connector")),
          MQTT_KEY_FILE: file(fileNames.key("connector")),
        }
      : {},
  };
}

/** Puts the plugin of a connector under test into a folder of its own. Returns the properties of the worker that name it. */
async function foreignProperties(data: string, { plugin }: ForeignConnector): Promise<string> {
  // plugin.path names folders of plugin folders.
  const plugins = join(data, "plugins");
  await rm(plugins, { recursive: true, force: true });
  await mkdir(plugins, { recursive: true });
  await symlink(plugin, join(plugins, "under-test"));
  // Not every plugin has META-INF/services files.
  return `# The connector under test.\nplugin.path=${plugins}\nplugin.discovery=hybrid_warn\n`;
}

async function provideCertificates(own: string, certificates: string): Promise<void> {
  await rm(own, { recursive: true, force: true });
  await mkdir(own);
  for (const name of workerFiles) await symlink(join(certificates, name), join(own, name));
}

/** Writes the agent's configuration: it has passwords. */
async function writeMetrics(file: string, own: string, certificates: string): Promise<void> {
  const password = (name: string) => readFile(join(certificates, name), "utf8");
  const secure = await secureText("metrics-secure.yml", {
    CERTIFICATES: own,
    STORE_PASSWORD: await password(fileNames.storePassword),
    METRICS_PASSWORD: await password(fileNames.metricsPassword),
  });
  await rm(file, { force: true });
  await writeFile(file, (await readFile(ofCheckout("metrics.yml"), "utf8")) + secure, { mode: 0o600 });
}

/** Returns a file of the checkout with values in place of `@NAME@`. */
async function secureText(file: string, values: Readonly<Record<string, string>>): Promise<string> {
  const text = await readFile(ofCheckout(file), "utf8");
  return text.replaceAll(/@([A-Z_]+)@/g, (name, key: string) => values[key] ?? name);
}
