import { type KafkaSecurity } from "./security/kafka-security.ts";
import { platformaticSecurity } from "./security/platformatic-security.ts";

/** No import declaration: Node would load the module, see {@link platformaticSecurity}. */
type Platformatic = typeof import("@platformatic/kafka");

const timeoutMs = 10_000;

/** A broker, and the terms on which it lets a client in. */
export interface BrokerAccess {
  readonly clientId: string;
  /** `host:port`. */
  readonly broker: string;
  readonly security: KafkaSecurity;
}

/**
 * Sends a request that kafkajs 2.2.4 does not have, over a connection of its own, and returns the answer. The other client is loaded for it.
 * @throws the client's error if the broker does not answer within 10 s, or refuses
 */
export async function sendToBroker<Answer>(
  { clientId, broker, security }: BrokerAccess,
  send: (connection: InstanceType<Platformatic["Connection"]>, client: Platformatic) => Promise<Answer>,
): Promise<Answer> {
  const client = await import("@platformatic/kafka");
  const connection = new client.Connection(clientId, {
    ...{ connectTimeout: timeoutMs, requestTimeout: timeoutMs },
    ...platformaticSecurity([broker], security),
  });
  // Lost after the answer to the request, which is then the error.
  connection.on("error", () => undefined);
  try {
    const { hostname, port } = new URL(`tcp://${broker}`);
    await connection.connect(hostname.replace(/^\[(.*)\]$/, "$1"), Number(port));
    return await send(connection, client);
  } finally {
    await connection.close();
  }
}
