import { sendToBroker } from "../../../services/shared/kafka/broker-request.ts";
import { type Part } from "../../pipeline/part.ts";
import { type Pipeline } from "../../pipeline/pipeline.ts";
import { secureAccess } from "../../pipeline/secure-clients.ts";
import { secretsOf } from "./secrets.ts";
import { showAnother } from "./shown-certificate.ts";

/** Listeners of the secure form, see services/kafka/secure.properties. */
const listeners = ["connect", "consumer", "external", "internal", "scram", "controller"] as const;

const keyStore = "ssl.keystore.location";

/** Id of the node, the only one. */
const nodeId = "1";

/**
 * Makes Mosquitto read its certificate and its rights anew (SIGHUP); returns once it shows the new one. Mosquitto 2.0 then forgets the
 * rights of sessions that are away, whose messages are lost until they are back.
 */
export async function reloadMosquitto({ addresses }: Pipeline, part: Part): Promise<void> {
  const { host, port, ca, cert, key } = addresses.mqtt.connectionOptions;
  await showAnother("Mosquitto", { host, port, ...{ ca, cert, key } }, () => part.reload());
}

/**
 * Makes Kafka read its certificate anew, for every listener; returns once it shows the new one. The request changes these settings
 * alone (IncrementalAlterConfigs, KIP-339), which kafkajs does not have.
 */
export async function reloadKafka(pipeline: Pipeline): Promise<void> {
  const { kafkaBrokers, kafkaAccess } = pipeline.addresses;
  const { hostname: host, port } = new URL(`tcp://${kafkaBrokers}`);
  const server = { host, port: Number(port), ...kafkaAccess?.security?.tls };
  await showAnother("Kafka", server, () => nameKeyStores(pipeline));
}

/** Names the file of the certificate once more, as Kafka knows it: in a container it has another path. */
async function nameKeyStores(pipeline: Pipeline): Promise<void> {
  const { security } = secureAccess(secretsOf(pipeline).folder, "kafka");
  const broker = pipeline.addresses.kafkaBrokers;
  await sendToBroker({ clientId: "drill", broker, security }, async (connection, client) => {
    const { ConfigResourceTypes, IncrementalAlterConfigOperationTypes } = client;
    const node = { resourceType: ConfigResourceTypes.BROKER, resourceName: nodeId };
    const asked = [{ ...node, configurationKeys: [keyStore] }];
    const { results } = await client.describeConfigsV4.api.async(connection, asked, false, false);
    const value = results[0]?.configs[0]?.value;
    if (!value) throw new Error(`Kafka says nothing of ${keyStore}`);
    const configs = listeners.map((listener) => ({
      ...{ name: `listener.name.${listener}.${keyStore}`, value },
      configOperation: IncrementalAlterConfigOperationTypes.SET,
    }));
    await client.incrementalAlterConfigsV1.api.async(connection, [{ ...node, configs }], false);
  });
}
