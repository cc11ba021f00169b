import { pbkdf2, randomBytes } from "node:crypto";
import { promisify } from "node:util";
import { sendToBroker } from "../../shared/kafka/broker-request.ts";
import { type KafkaSecurity } from "../../shared/kafka/security/kafka-security.ts";

/** SCRAM-SHA-512 in Kafka's protocol (AlterUserScramCredentials), and its sizes. */
const sha512 = { mechanism: 2, digest: "sha512", bytes: 64 } as const;
/** The least and usual number in Kafka. The password is random, which leaves nothing to guess. */
const iterations = 4096;
const saltBytes = 32;

/** A user, the password, and the Kafka that is to know them. */
export interface ScramPassword {
  readonly brokers: readonly string[];
  /** Terms on which somebody is let in who may alter users. */
  readonly security: KafkaSecurity;
  readonly user: string;
  readonly password: string;
}

/**
 * Makes a user of SCRAM-SHA-512, or gives the user this password. It is salted here: Kafka does not learn it. (kafkajs 2.2.4 does not
 * have this request; the other client is loaded for it.)
 * @throws the client's error if no broker answers, or Kafka refuses
 */
export async function setPassword({ brokers, security, user, password }: ScramPassword): Promise<void> {
  const salt = randomBytes(saltBytes);
  const { mechanism, digest, bytes } = sha512;
  const saltedPassword = await promisify(pbkdf2)(password, salt, iterations, bytes, digest);
  const credentials = { name: user, mechanism, iterations, salt, saltedPassword };
  // Any broker passes the request on to the controller.
  const [broker = ""] = brokers;
  await sendToBroker(
    { clientId: "rights", broker, security },
    (connection, { alterUserScramCredentialsV0: request }) =>
      request.api.async(connection, [], [credentials]),
  );
}
