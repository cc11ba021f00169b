import kafkajs, { type AclEntry, type Admin } from "kafkajs";
import { type Logger } from "pino";
import { kafkaClient } from "../../shared/kafka/kafka-client.ts";
import { type KafkaSecurity } from "../../shared/kafka/security/kafka-security.ts";
import { poll } from "../poll.ts";
import { aclChanges } from "./acl-changes.ts";
import { aclRules, scramUser } from "./acl-table.ts";
import { setPassword } from "./scram-password.ts";

const { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes } = kafkajs;

const tries = 10;
const pollIntervalMs = 20;
/** Longest wait until the broker has read what its controller has written. */
const effectTimeoutMs = 10_000;

/** A Kafka of ours in the secure form, and its users. */
export interface SecureKafka {
  readonly brokers: readonly string[];
  /** Terms on which the node's own identity is let in. */
  readonly security: KafkaSecurity;
  readonly kafkaTopic: string;
  /** Password of {@link scramUser}. */
  readonly scramPassword: string;
}

/**
 * Makes the user of SCRAM, and rights as in the table of rules; takes from its users what is not in the table. Returns when the broker
 * goes by them. Rights that are so already are left. A worker of Connect, which would come to an end without its rights, may be started
 * only then.
 *
 * Both by requests, not when the storage is formatted: `kafka-storage --add-scram` takes the password, or what is as good for a login
 * (RFC 5802 section 9), as an argument that every user of the machine sees, and only for new storage.
 * @throws an error of either client if Kafka does not answer within some seconds, or refuses
 */
export async function grantRights(
  { brokers, security, kafkaTopic, scramPassword }: SecureKafka,
  logger: Logger,
): Promise<void> {
  await setPassword({ brokers, security, user: scramUser, password: scramPassword });
  const rules = aclRules(kafkaTopic);
  const admin = kafkaClient("rights", brokers, logger, { retries: tries, security }).admin();
  await admin.connect();
  try {
    const { missing, surplus } = aclChanges(await presentAcls(admin), rules);
    if (missing.length > 0) await admin.createAcls({ acl: [...missing] });
    if (surplus.length > 0) await admin.deleteAcls({ filters: [...surplus] });
    const deadlineMs = performance.now() + effectTimeoutMs;
    await poll({ intervalMs: pollIntervalMs }, async () => {
      const left = aclChanges(await presentAcls(admin), rules);
      const isDone = left.missing.length === 0 && left.surplus.length === 0;
      if (!isDone && performance.now() >= deadlineMs) throw new Error("Kafka does not go by its new rights");
      return isDone || undefined;
    });
  } finally {
    await admin.disconnect();
  }
}

/** Returns all entries of the access control list. */
export async function presentAcls(admin: Admin): Promise<AclEntry[]> {
  const { resources } = await admin.describeAcls({
    resourceType: AclResourceTypes.ANY,
    resourcePatternType: ResourcePatternTypes.ANY,
    operation: AclOperationTypes.ANY,
    permissionType: AclPermissionTypes.ANY,
  });
  return resources.flatMap(({ acls, ...resource }) => acls.map((acl) => ({ ...resource, ...acl })));
}
