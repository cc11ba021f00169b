import { type PartName } from "../../../services/shared/topology.ts";
import { type TestbedAuthority } from "../../certificates/authority/testbed-authority.ts";
import { type IdentityName } from "../../certificates/identities.ts";
import { type Pipeline } from "../../pipeline/pipeline.ts";

/** Certificates of a pipeline, and the CA that can issue more. */
export interface Secrets {
  /** Folder of their files. */
  readonly folder: string;
  readonly authority: TestbedAuthority;
}

/** Certificates by which a part is known, those of servers and clients. */
export const identitiesOf = {
  publisher: ["publisher"],
  mqtt: ["mosquitto"],
  bridge: ["connector", "connect"],
  kafka: ["kafka"],
  consumer: ["consumer"],
} as const satisfies Readonly<Record<PartName, readonly IdentityName[]>>;

/**
 * Returns the certificates of a pipeline.
 * @throws RangeError if its doors are open, or its CA is not in this process
 */
export function secretsOf({ certificates }: Pipeline): Secrets {
  if (certificates === undefined)
    throw new RangeError("only a pipeline with shut doors has certificates and rights");
  const { folder, authority } = certificates;
  if (authority === undefined)
    throw new RangeError(`the certificates in ${folder} are of an earlier start: their CA can issue no more`);
  return { folder, authority };
}

/**
 * Replaces the certificate by which the neighbours of a part know it. Its HTTP servers, over which the tester asks it, keep theirs.
 * `authority`: the CA, the pipeline's or another. `endsAt`: as that of the CA by default.
 */
export async function replaceLeaf(
  { folder }: Pick<Secrets, "folder">,
  part: PartName,
  authority: TestbedAuthority,
  endsAt?: Date,
): Promise<void> {
  const [name] = identitiesOf[part];
  const identity = await authority.issue(name, endsAt);
  // Loads the libraries of certificates.
  const { replaceIdentity, replaceKafkaClient } = await import("../../certificates/write-certificates.ts");
  await (part === "consumer" ? replaceKafkaClient : replaceIdentity)(folder, name, identity);
}
