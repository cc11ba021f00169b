import kafkajs, { type AclEntry } from "kafkajs";
import { type AclOperation, type AclResource, type AclRule } from "./acl-table.ts";

const { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes } = kafkajs;

const operationTypes = {
  read: AclOperationTypes.READ,
  write: AclOperationTypes.WRITE,
  create: AclOperationTypes.CREATE,
  delete: AclOperationTypes.DELETE,
  alter: AclOperationTypes.ALTER,
  describe: AclOperationTypes.DESCRIBE,
  "describe-configs": AclOperationTypes.DESCRIBE_CONFIGS,
  "alter-configs": AclOperationTypes.ALTER_CONFIGS,
} as const satisfies Readonly<Record<AclOperation, kafkajs.AclOperationTypes>>;

const resourceTypes = {
  topic: AclResourceTypes.TOPIC,
  group: AclResourceTypes.GROUP,
} as const satisfies Readonly<Record<AclResource["type"], kafkajs.AclResourceTypes>>;

/** Entries of Kafka's access control list that are missing, and those that are too many. */
export interface AclChanges {
  readonly missing: readonly AclEntry[];
  readonly surplus: readonly AclEntry[];
}

/**
 * Compares the entries in Kafka with the rules. Those of users without a rule count neither way: somebody has made them. Pure.
 */
export function aclChanges(present: readonly AclEntry[], rules: readonly AclRule[]): AclChanges {
  const wanted = rules.flatMap(entriesOf);
  const principals = new Set(rules.map(({ principal }) => principal));
  const keys = { present: new Set(present.map(keyOf)), wanted: new Set(wanted.map(keyOf)) };
  return {
    missing: wanted.filter((entry) => !keys.present.has(keyOf(entry))),
    surplus: present.filter((entry) => principals.has(entry.principal) && !keys.wanted.has(keyOf(entry))),
  };
}

/** Returns the entries of a rule, one for each operation, from whatever host. */
function entriesOf({ principal, resource: { type, name, isPrefix }, operations }: AclRule): AclEntry[] {
  return operations.map((operation) => ({
    principal,
    host: "*",
    resourceType: resourceTypes[type],
    resourceName: name,
    resourcePatternType: isPrefix ? ResourcePatternTypes.PREFIXED : ResourcePatternTypes.LITERAL,
    operation: operationTypes[operation],
    permissionType: AclPermissionTypes.ALLOW,
  }));
}

function keyOf(entry: AclEntry): string {
  const { resourceType, resourcePatternType, operation, permissionType } = entry;
  const { principal, host, resourceName } = entry;
  return JSON.stringify([
    ...[principal, host, resourceType, resourceName, resourcePatternType, operation, permissionType],
  ]);
}
