import { join } from "node:path";
import { sendToBroker } from "../../../services/shared/kafka/broker-request.ts";
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
 * changes these settings alone (IncrementalAlterConfigs, KIP-339), which kafkajs does not have.
 */
export async function reloadKafka(pipeline: Pipeline): Promise<void> {
  const { kafkaBrokers, kafkaAccess } = pipeline.addresses;
  const { hostname: host, port } = new URL(`tcp://${kafkaBrokers}`);
  const server = { host, port: Number(port), ...kafkaAccess?.security?.tls };
  await showAnother("Kafka", server, () => nameKeyStores(pipeline));
}

/** Names the file of the certificate once more. */
async function nameKeyStores(pipeline: Pipeline): Promise<void> {
  const { folder } = secretsOf(pipeline);
  const { security } = secureAccess(folder, "kafka");
  const value = join(folder, fileNames.pair("kafka"));
  const broker = pipeline.addresses.kafkaBrokers;
  await sendToBroker({ clientId: "drill", broker, security }, (connection, client) => {
    const { ConfigResourceTypes, IncrementalAlterConfigOperationTypes } = client;
    const configs = listeners.map((listener) => ({
      ...{ name: `listener.name.${listener}.ssl.keystore.location`, value },
      configOperation: IncrementalAlterConfigOperationTypes.SET,
    }));
    const resource = { resourceType: ConfigResourceTypes.BROKER, resourceName: nodeId, configs };
    return client.incrementalAlterConfigsV1.api.async(connection, [resource], false);
  });
}
