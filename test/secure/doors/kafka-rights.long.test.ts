import kafkajs, { type AclEntry, type Admin } from "kafkajs";
import { pino } from "pino";
import { afterAll, beforeAll, expect, test } from "vitest";
import { aclChanges } from "../../../services/provision/acls/acl-changes.ts";
import { aclRules, scramUser } from "../../../services/provision/acls/acl-table.ts";
import { grantRights, presentAcls } from "../../../services/provision/acls/grant-rights.ts";
import { createTopics, pipelineTopics } from "../../../services/provision/topics.ts";
import { kafkaClient } from "../../../services/shared/kafka/kafka-client.ts";
import { committedOffsets } from "../../../testbed/pipeline/probes/consumer-group.ts";
import { GroupMembership } from "../../../testbed/pipeline/probes/group-membership.ts";
import { readLog } from "../../../testbed/taps/independent/independent-log-reader.ts";
import { LogReader } from "../../../testbed/taps/log-reader.ts";
import { waitFor } from "../../../testbed/wait-for.ts";
import { DoorClient, type User } from "../../support/kafka/door-client.ts";
import { KafkaDoor } from "../../support/kafka/kafka-door.ts";

const silent = pino({ level: "silent" });
const group = "coffee-consumer";
const deadLetters = "coffee.dead-letter";
const timeoutMs = 30_000;

let door: KafkaDoor;
const as = (user: User) => DoorClient.of(user, door);

beforeAll(async () => {
  door = await KafkaDoor.make();
  // A folder of the open form becomes one of the secure form.
  await door.start("open");
  await createTopics(door.brokers(), pipelineTopics("coffee"), silent);
  // Idempotent: kafkajs may write the record twice otherwise.
  const options = { idempotent: true, maxInFlightRequests: 1 };
  const producer = kafkaClient("test", door.brokers(), silent).producer(options);
  await producer.connect();
  await producer.send({ topic: "coffee", messages: [{ value: "from the open form" }] });
  await producer.disconnect();
  await door.start("secure");
  expect(await door.grantRightsByProgram()).toContain("rights are as in the table");
});
afterAll(() => door[Symbol.asyncDispose]());

async function createTopic(user: User, topic: string): Promise<void> {
  const { brokers, security } = await as(user);
  await createTopics(brokers, [{ topic, numPartitions: 1 }], silent, security);
}

test("each part does its work with its right, on data from before the doors were shut", async () => {
  const { brokers, security } = await as("provision");
  await createTopics(brokers, pipelineTopics("coffee"), silent, security);
  for (const topic of ["coffee", deadLetters]) await (await as("connector")).write(topic, "secure", true);
  await (await as("consumer")).readInGroup(group, "coffee", "from the open form");
  await (await as(scramUser)).readInGroup(`${scramUser}-1`, "coffee", "secure");
  await (await as(scramUser)).readInGroup(`${scramUser}-2`, "coffee", "secure", "platformatic");
  for (const topic of ["connect-configs", "connect-offsets", "connect-status"]) {
    await createTopic("connect", topic);
    await (await as("connect")).write(topic, "state");
  }
  await (await as("connect")).readInGroup("mqtt-kafka-connect", "connect-configs", "state");
});

test("the tap reads both topics with both clients", async () => {
  const tap = await as("tap");
  const { brokers, security } = tap;
  const topics = ["coffee", deadLetters] as const;
  const records: unknown[] = [];
  await using log = new LogReader(
    { brokers, topics, access: { security, sessionTimeoutMs: 1_600 } },
    { record: (record) => records.push(record), skipped: () => undefined, recreated: () => undefined },
  );
  await log.start();
  expect(await log.readToEnd(timeoutMs)).toBe(true);
  expect([records.length, await tap.read(topics)]).toEqual([3, 3]);
});

test("the tester sees members and offsets of the consumer's group, and records; it has topics of its own", async () => {
  const tester = await as("tester");
  const membership = new GroupMembership(tester.brokers.join(), group, tester.security);
  expect(await membership.hasJoined()).toBe(false);
  await tester.readInGroup("recorder-1", "coffee", "secure");
  await tester.readInGroup("recorder-2", "coffee", "secure", "platformatic");
  const topic = `test-${crypto.randomUUID()}`;
  await createTopic("tester", topic);
  await tester.write(topic, "test");
  await tester.readInGroup(topic, topic, "test");
  await tester.asAdmin(async (admin) => {
    expect((await committedOffsets(admin, group, "coffee")).size).toBeGreaterThan(0);
    const configEntries = [{ name: "message.timestamp.type", value: "LogAppendTime" }];
    const resources = [{ type: kafkajs.ConfigResourceTypes.TOPIC, name: "coffee", configEntries }];
    await admin.alterConfigs({ validateOnly: false, resources });
    await admin.createPartitions({ topicPartitions: [{ topic, count: 2 }] });
    await admin.deleteTopics({ topics: [topic] });
  });
});

/** Right to write that a user could want. */
const writeRightOf = (principal: string): AclEntry => {
  const resource = { type: "topic", name: "coffee", isPrefix: false } as const;
  const [entry] = aclChanges([], [{ principal, resource, operations: ["write"] }]).missing;
  if (entry === undefined) throw new Error("no entry");
  return entry;
};

const attempts = {
  write: (client: DoorClient, topic: string) => client.write(topic, "intruder"),
  read: (client: DoorClient, topic: string) => client.read([topic], AbortSignal.timeout(1_000)),
  join: (client: DoorClient, groupId: string) => client.join(groupId),
  create: (client: DoorClient, topic: string) =>
    client.asAdmin((admin) => admin.createTopics({ topics: [{ topic }] })),
  delete: (client: DoorClient, topic: string) =>
    client.asAdmin((admin) => admin.deleteTopics({ topics: [topic] })),
  grant: (client: DoorClient, principal: string) =>
    client.asAdmin((admin) => admin.createAcls({ acl: [writeRightOf(principal)] })),
} as const;

/** User, what it tries with which thing, and what Kafka's log says that it denied. */
type Attempt = readonly [User, keyof typeof attempts, string, string];

test.concurrent.for<Attempt>([
  ["consumer", "write", "coffee", "WRITE Topic:LITERAL:coffee"],
  ["consumer", "read", deadLetters, `DESCRIBE Topic:LITERAL:${deadLetters}`],
  ["consumer", "join", "tap-1", "DESCRIBE Group:LITERAL:tap-1"],
  ["consumer", "delete", "coffee", "DELETE Topic:LITERAL:coffee"],
  ["connector", "read", "coffee", "READ Topic:LITERAL:coffee"],
  ["connector", "join", group, `DESCRIBE Group:LITERAL:${group}`],
  ["connector", "create", "more-coffee", "CREATE Topic:LITERAL:more-coffee"],
  ["connect", "write", "coffee", "DESCRIBE Topic:LITERAL:coffee"],
  ["provision", "read", "coffee", "READ Topic:LITERAL:coffee"],
  ["provision", "write", "coffee", "WRITE Topic:LITERAL:coffee"],
  ["provision", "create", "more-coffee", "CREATE Topic:LITERAL:more-coffee"],
  ["provision", "delete", "coffee", "DELETE Topic:LITERAL:coffee"],
  ["tap", "write", "coffee", "WRITE Topic:LITERAL:coffee"],
  ["tap", "join", group, `DESCRIBE Group:LITERAL:${group}`],
  ["tester", "write", "coffee", "WRITE Topic:LITERAL:coffee"],
  ["tester", "join", group, `READ Group:LITERAL:${group}`],
  ["tester", "delete", "coffee", "DELETE Topic:LITERAL:coffee"],
  ["tester", "grant", "User:CN=tester", "ALTER Cluster:LITERAL:kafka-cluster"],
  [scramUser, "write", "coffee", "WRITE Topic:LITERAL:coffee"],
  [scramUser, "read", deadLetters, `DESCRIBE Topic:LITERAL:${deadLetters}`],
  [scramUser, "join", group, `DESCRIBE Group:LITERAL:${group}`],
  [scramUser, "grant", `User:${scramUser}`, "ALTER Cluster:LITERAL:kafka-cluster"],
  ["kafka-health", "read", "coffee", "DESCRIBE Topic:LITERAL:coffee"],
  ["publisher", "write", "coffee", "DESCRIBE Topic:LITERAL:coffee"],
])("%s is refused when it tries to %s %s", async ([user, attempt, thing, denied], { expect: expectHere }) => {
  await expectHere(attempts[attempt](await as(user), thing)).rejects.toThrow();
  const [operation, resource] = denied.split(" ");
  const principal = user === scramUser ? user : `CN=${user}`;
  const line = `Principal = User:${principal} is Denied operation = ${operation} from host = 127.0.0.1 on resource = ${resource} `;
  const wait = { description: `Kafka to log ${line}`, timeoutMs };
  await waitFor(wait, async () => (await door.log()).includes(line) || undefined);
});

test("rights that were lost come back, those that are not in the table go, and those of other users stay", async () => {
  const node = await as("kafka");
  const { brokers, security } = node;
  const [surplus, foreign] = ["User:CN=consumer", "User:CN=own"].map(writeRightOf) as [AclEntry, AclEntry];
  const lost = writeRightOf("User:CN=connector");
  const present = await node.asAdmin(async (admin: Admin) => {
    await admin.deleteAcls({ filters: [lost] });
    await admin.createAcls({ acl: [surplus, foreign] });
    const scramPassword = await door.scramPassword();
    await grantRights({ brokers, security, kafkaTopic: "coffee", scramPassword }, silent);
    return await presentAcls(admin);
  });
  expect(present).toContainEqual(foreign);
  expect(aclChanges(present, aclRules("coffee"))).toEqual({ missing: [], surplus: [] });
});

test("the folder of the secure form is one of the open form again", async () => {
  await door.start("open");
  const records: unknown[] = [];
  const options = { brokers: door.brokers(), topics: ["coffee"] } as const;
  await readLog(options, (record) => records.push(record), AbortSignal.timeout(timeoutMs));
  expect(records).toHaveLength(2);
});
