/** The module of the client. No import declaration: Node would load it, see `platformaticSecurity`. */
export type Platformatic = typeof import("@platformatic/kafka");

/** A client as a member of a group. */
export type Client = InstanceType<Platformatic["Consumer"]>;

/** Response to a fetch. */
export type FetchResponse = Awaited<ReturnType<Client["fetch"]>>;

/** Part of a response to a fetch: a partition. */
export type FetchedPartition = FetchResponse["responses"][number]["partitions"][number];

/** Brokers and topics as a client knows them. */
export type Metadata = Awaited<ReturnType<Client["metadata"]>>;
