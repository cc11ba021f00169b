import { join } from "node:path";
import { defaultSessionTimeoutMs } from "../../services/consumer/config.ts";
import { readClientProperties } from "../../services/shared/kafka/security/client-properties.ts";
import { type KafkaAccess } from "../../services/shared/kafka/security/kafka-security.ts";
import { MqttBroker } from "../../services/shared/mqtt/mqtt-broker.ts";
import { fileNames } from "../certificates/folder/file-names.ts";
import { type IdentityName } from "../certificates/identities.ts";

/**
 * Returns the broker at a URL with `mqtts:`, for a client of this identity.
 * @throws {MqttBrokerError} if the files cannot be used
 */
export function secureBroker(url: string, certificates: string, name: IdentityName): MqttBroker {
  return MqttBroker.open({ url, ...tlsFiles(certificates, name) }, fileSettings);
}

/** Returns the files with which an identity connects by TLS. */
export function tlsFiles(certificates: string, name: IdentityName) {
  return {
    ca: join(certificates, fileNames.ca),
    cert: join(certificates, fileNames.certificate(name)),
    key: join(certificates, fileNames.key(name)),
  } as const;
}

/**
 * Returns the terms on which Kafka lets an identity in.
 * @throws {ClientPropertiesError} if its file cannot be used
 */
export function secureAccess(certificates: string, name: IdentityName): KafkaAccess {
  const { security } = readClientProperties(join(certificates, fileNames.clientProperties(name)));
  return { security, sessionTimeoutMs: defaultSessionTimeoutMs };
}

/** Names for errors. */
const fileSettings = {
  ...{
    url: "address of Mosquitto",
    credentials: "user of Mosquitto",
    ca: "certificates trusted at Mosquitto",
  },
  ...{ cert: "certificate for Mosquitto", key: "key for Mosquitto" },
} as const;
