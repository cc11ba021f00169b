import { defaultGroup } from "../../consumer/config.ts";
import { deadLetterTopicOf } from "../topics.ts";

/** User of SCRAM, for clients without a certificate. */
export const scramUser = "reader";

/** Operation of Kafka. To read, write, delete or alter includes to describe; to create or to alter configurations does not. */
export type AclOperation = "read" | "write" | "create" | "delete" | "alter" | "describe" | Configs;
type Configs = "describe-configs" | "alter-configs";

/** Topics or groups of one name, or of all names with a prefix. */
export interface AclResource {
  readonly type: "topic" | "group";
  readonly name: string;
  readonly isPrefix: boolean;
}

/** A user, a resource, and the operations that the user may carry out. */
export interface AclRule {
  /** Name of the user in Kafka. */
  readonly principal: string;
  readonly resource: AclResource;
  readonly operations: readonly AclOperation[];
}

const topic = (name: string) => ({ type: "topic", name, isPrefix: false }) as const;
const topics = (prefix: string) => ({ type: "topic", name: prefix, isPrefix: true }) as const;
const group = (name: string) => ({ type: "group", name, isPrefix: false }) as const;
const groups = (prefix: string) => ({ type: "group", name: prefix, isPrefix: true }) as const;

/**
 * Returns everything that somebody may do in the Kafka of a pipeline with this topic, but for the node itself, which may do all. No
 * rule: clients of Kafka that may connect and do nothing else, such as `kafka-health`, whose question for the versions of the protocol
 * needs no right.
 */
export function aclRules(kafkaTopic: string): readonly AclRule[] {
  const readings = topic(kafkaTopic);
  const deadLetters = topic(deadLetterTopicOf(kafkaTopic));
  return [
    // Creates the topics, and waits for their leaders.
    ...allow("CN=provision", readings, "create", "describe"),
    ...allow("CN=provision", deadLetters, "create", "describe"),
    // An idempotent producer, too, needs no more (KIP-679).
    ...allow("CN=connector", readings, "write"),
    ...allow("CN=connector", deadLetters, "write"),
    // The worker, see connect/worker.properties: it checks that its topics are compacted.
    ...allow("CN=connect", topics("connect-"), "create", "read", "write", "describe-configs"),
    ...allow("CN=connect", group("mqtt-kafka-connect"), "read"),
    ...allow("CN=consumer", readings, "read"),
    ...allow("CN=consumer", group(defaultGroup), "read"),
    // Reads in groups of its own (LogReader), and with another client without one.
    ...allow("CN=tap", readings, "read"),
    ...allow("CN=tap", deadLetters, "read"),
    ...allow("CN=tap", groups("tap-"), "read"),
    // Members and offsets of a consumer under test, whose records the recorder reads; time stamps of load runs.
    ...allow("CN=tester", readings, "read", "alter-configs"),
    ...allow("CN=tester", deadLetters, "read"),
    ...allow("CN=tester", group(defaultGroup), "describe"),
    ...allow("CN=tester", groups("recorder-"), "read"),
    // Topics and groups of the tests.
    ...allow("CN=tester", topics("test-"), "create", "delete", "read", "write", "alter"),
    ...allow("CN=tester", groups("test-"), "read"),
    ...allow(scramUser, readings, "read"),
    ...allow(scramUser, groups(`${scramUser}-`), "read"),
  ];
}

function allow(user: string, resource: AclResource, ...operations: readonly AclOperation[]): AclRule[] {
  return [{ principal: `User:${user}`, resource, operations }];
}
