import { join } from "node:path";
import { platformaticSecurity } from "../../../services/shared/kafka/security/platformatic-security.ts";
import { fileNames } from "../../certificates/folder/file-names.ts";
import { type Part } from "../../pipeline/part.ts";
import { type Pipeline } from "../../pipeline/pipeline.ts";
import { secureAccess } from "../../pipeline/secure-clients.ts";
import { secretsOf } from "./secrets.ts";
import { showAnother } from "./shown-certificate.ts";

/** Listeners of the secure form that take a new certificate at run time, see services/kafka/secure.properties. */
const listeners = ["connect", "consumer", "external", "internal", "scram"] as const;

/** Id of the node, the only one. */
const nodeId = "1";
const timeoutMs = 10_000;

/**
 * Makes Mosquitto read its certificate and its rights anew (SIGHUP); returns once it shows the new one. Mosquitto 2.0 then forgets the
 * rights of sessions that are away, whose messages are lost until they are back.
 */
export async function reloadMosquitto({ addresses }: Pipeline, part: Part): Promise<void> {
  const { host, port, ca, cert, key } = addresses.mqtt.connectionOptions;
  await showAnother("Mosquitto", { host, port, ...{ ca, cert, key } }, async () => {
    const pid = await part.processId();
    if (pid === undefined)
      throw new Error("Mosquitto has no process of this machine, which a signal could reach");
    process.kill(pid, "SIGHUP");
  });
}

/**
 * Makes Kafka read its certificate anew, for every listener but that of the controller; returns once it shows the new one. The request
 * changes these settings alone (IncrementalAlterConfigs, KIP-339), which kafkajs does not have; the other client is loaded for it.
 */
export async function reloadKafka(pipeline: Pipeline): Promise<void> {
  const { kafkaBrokers, kafkaAccess } = pipeline.addresses;
  const { hostname: host, port } = new URL(`tcp://${kafkaBrokers}`);
  const server = { host, port: Number(port), ...kafkaAccess?.security?.tls };
  await showAnother("Kafka", server, () => nameKeyStores(pipeline, server));
}

/** Names the file of the certificate once more. */
async function nameKeyStores(
  pipeline: Pipeline,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<void> {
  const {
    incrementalAlterConfigsV1: request,
    ConfigResourceTypes,
    Connection,
    IncrementalAlterConfigOperationTypes,
  } = await import("@platformatic/kafka");
  const { folder } = secretsOf(pipeline);
  const { security } = secureAccess(folder, "kafka");
  const value = join(folder, fileNames.pair("kafka"));
  const timeouts = { connectTimeout: timeoutMs, requestTimeout: timeoutMs };
  const connection = new Connection("drill", {
    ...timeouts,
    ...platformaticSecurity([`${host}:${port}`], security),
  });
  // Lost after the answer to the request, which is then the error.
  connection.on("error", () => undefined);
  try {
    await connection.connect(host, port);
    const configs = listeners.map((listener) => ({
      ...{ name: `listener.name.${listener}.ssl.keystore.location`, value },
      configOperation: IncrementalAlterConfigOperationTypes.SET,
    }));
    const resource = { resourceType: ConfigResourceTypes.BROKER, resourceName: nodeId, configs };
    await request.api.async(connection, [resource], false);
  } finally {
    await connection.close();
  }
}
