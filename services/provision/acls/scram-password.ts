import { pbkdf2, randomBytes } from "node:crypto";
import { promisify } from "node:util";
import { type KafkaSecurity } from "../../shared/kafka/security/kafka-security.ts";
import { platformaticSecurity } from "../../shared/kafka/security/platformatic-security.ts";

/** SCRAM-SHA-512 in Kafka's protocol (AlterUserScramCredentials), and its sizes. */
const sha512 = { mechanism: 2, digest: "sha512", bytes: 64 } as const;
/** The least and usual number in Kafka. The password is random, which leaves nothing to guess. */
const iterations = 4096;
const saltBytes = 32;

const requestTimeoutMs = 10_000;

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
  const { alterUserScramCredentialsV0: request, Connection } = await import("@platformatic/kafka");
  const salt = randomBytes(saltBytes);
  const { mechanism, digest, bytes } = sha512;
  const saltedPassword = await promisify(pbkdf2)(password, salt, iterations, bytes, digest);
  const timeouts = { connectTimeout: requestTimeoutMs, requestTimeout: requestTimeoutMs };
  const connection = new Connection("rights", { ...timeouts, ...platformaticSecurity(brokers, security) });
  // Lost after the answer to the request, which is then the error.
  connection.on("error", () => undefined);
  try {
    // Any broker passes the request on to the controller.
    const { hostname, port } = new URL(`tcp://${brokers[0]}`);
    await connection.connect(hostname.replace(/^\[(.*)\]$/, "$1"), Number(port));
    await request.api.async(connection, [], [{ name: user, mechanism, iterations, salt, saltedPassword }]);
  } finally {
    await connection.close();
  }
}
