/** A server that asks its clients for a certificate. */
export type SecuredServer = "mosquitto" | "kafka" | "connect";

/** A part or client with a certificate of its own. */
interface IdentityEntry {
  /** Host names and addresses that it is reached at; none if it does not listen. */
  readonly hosts: readonly string[];
  /** Servers that it is a client of. */
  readonly clientOf: readonly SecuredServer[];
}

/** This machine: the runtime `local`, and the published ports of containers. */
const thisMachine = ["localhost", "127.0.0.1", "::1"] as const;

/**
 * The identities by common name. The name is the user in Mosquitto's access control list, and `User:CN=NAME` in Kafka's. A listener
 * has the host names of both runtimes; in containers these are the service names of docker-compose.yml. Drills lead links through the
 * service `proxy`, which passes TLS on: Mosquitto and Kafka are reached by its name, too.
 */
export const identities = {
  mosquitto: { hosts: [...thisMachine, "mosquitto", "proxy"], clientOf: [] },
  // Brokers and controllers are clients of each other.
  kafka: { hosts: [...thisMachine, "kafka", "proxy"], clientOf: ["kafka"] },
  // The worker: its REST interface, its own topics and group, and requests that it forwards to another worker.
  connect: { hosts: [...thisMachine, "connect"], clientOf: ["kafka", "connect"] },
  publisher: { hosts: [...thisMachine, "publisher"], clientOf: ["mosquitto", "connect"] },
  consumer: { hosts: [...thisMachine, "consumer"], clientOf: ["kafka"] },
  proxy: { hosts: [...thisMachine, "proxy"], clientOf: [] },
  connector: { hosts: [], clientOf: ["mosquitto", "kafka"] },
  provision: { hosts: [], clientOf: ["kafka", "connect"] },
  tap: { hosts: [], clientOf: ["mosquitto", "kafka"] },
  tester: { hosts: [], clientOf: ["mosquitto", "kafka", "connect"] },
  "mosquitto-health": { hosts: [], clientOf: ["mosquitto"] },
  "kafka-health": { hosts: [], clientOf: ["kafka"] },
  "connect-health": { hosts: [], clientOf: ["connect"] },
} as const satisfies Readonly<Record<string, IdentityEntry>>;

/** Common name of an identity. */
export type IdentityName = keyof typeof identities;

/** The common names, in the order of the catalogue. */
export const identityNames = Object.keys(identities) as readonly IdentityName[];

/** Common name of the testbed's own CA, by which its certificates are told from those of the user. */
export const authorityName = "testbed CA";

/** Returns the hosts that an identity is reached at; none if it does not listen. */
export function hostsOf(name: IdentityName): readonly string[] {
  return identities[name].hosts;
}

/** Returns the servers that an identity is a client of. */
export function serversOf(name: IdentityName): readonly SecuredServer[] {
  return identities[name].clientOf;
}

/** Returns the uses that an identity's certificate is for. */
export function usesOf(name: IdentityName): readonly CertificateUse[] {
  return [
    ...(hostsOf(name).length > 0 ? (["server"] as const) : []),
    ...(serversOf(name).length > 0 ? (["client"] as const) : []),
  ];
}

/** Services of our own that listen for HTTP, each with a certificate and a bearer token. */
export const httpServices = ["publisher", "consumer", "proxy"] as const satisfies readonly IdentityName[];

/** One of {@link httpServices}. */
export type HttpService = (typeof httpServices)[number];

/** Use of a certificate in TLS. */
export type CertificateUse = "server" | "client";
