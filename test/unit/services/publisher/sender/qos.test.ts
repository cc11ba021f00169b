import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type IPublishPacket, type Packet } from "mqtt-packet";
import { pino } from "pino";
import { expect, onTestFinished, test } from "vitest";
import { defaultRoute } from "../../../../../services/publisher/fleet/route.ts";
import { Publisher } from "../../../../../services/publisher/publisher.ts";
import { openJournal, parseJournal } from "../../../../../services/shared/journal/journal.ts";
import { waitFor } from "../../../../../testbed/wait-for.ts";
import { type Received, type Reply, type StubBroker, startStubBroker } from "./stub-broker.ts";

/**
 * A started publisher with one device, which has made its first reading and makes one more for each toggle; with its
 * log, and its journal as "made 0", "sent 0" …
 */
function startedPublisher(broker: StubBroker, qos: 0 | 1 | 2, bufferLimit = 100) {
  const folder = mkdtempSync(join(tmpdir(), "publisher-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "journal.jsonl");
  const log: { msg: string; reason?: string }[] = [];
  const resources = new AsyncDisposableStack();
  const journal = resources.use(openJournal(file));
  const publisher = resources.use(
    new Publisher(
      {
        traceCarrier: "properties",
        connections: 1,
        mqtt: { url: broker.url, topic: "coffee", qos },
        deviceIds: ["d"],
        route: defaultRoute,
        minIntervalMs: 3_600_000,
        maxIntervalMs: 3_600_000,
        seed: 1,
        bufferLimit,
      },
      journal,
      pino({}, { write: (line: string) => log.push(JSON.parse(line)) }),
    ),
  );
  publisher.start();
  const make = (count: number) => {
    for (let made = 0; made < count; made += 1) {
      publisher.setStatus("d", publisher.devices[0]?.status === "Active" ? "Inactive" : "Active");
    }
  };
  const counts = () => {
    const [device] = publisher.devices;
    if (device === undefined) throw new Error("the publisher has no device");
    const { made, acknowledged, unknown, waiting, dropped, refused } = device;
    expect(made).toBe(acknowledged + unknown + waiting + dropped + refused);
    return { made, acknowledged, unknown, waiting, dropped, refused };
  };
  const facts = () =>
    parseJournal(readFileSync(file, "utf8")).flatMap((fact) =>
      "seq" in fact ? [`${fact.fact} ${fact.seq}`] : [],
    );
  return { publisher, log, make, counts, facts, [Symbol.asyncDispose]: () => resources.disposeAsync() };
}

const until = (description: string, isSo: () => boolean) =>
  waitFor({ description, timeoutMs: 5_000, intervalMs: 5 }, () => (isSo() ? true : undefined));

/** What a broker at QoS 2 answers when nothing goes wrong. */
function answerQos2(packet: Packet, { send }: Reply) {
  const { messageId = 0 } = packet;
  if (packet.cmd === "publish") send({ cmd: "pubrec", messageId, reasonCode: 0 });
  if (packet.cmd === "pubrel") send({ cmd: "pubcomp", messageId, reasonCode: 0 });
}

/** As "0 connect": the connection and the packet. */
const packetsOf = (received: readonly Received[]) =>
  received.map(({ connection, packet }) => `${connection} ${packet.cmd}`);

const publishesOf = (received: readonly Received[]) =>
  received.map(({ packet }) => packet).filter((packet): packet is IPublishPacket => packet.cmd === "publish");

const seqsOf = (received: readonly Received[]) =>
  publishesOf(received).map(({ properties }) => Number(properties?.userProperties?.["seq"]));

test("QoS 2: a connection lost between PUBREC and PUBCOMP leads to publishing again, and only that is acknowledged", async () => {
  await using broker = await startStubBroker((packet, reply) => {
    if (packet.cmd === "pubrel" && reply.connection === 0) reply.cut();
    else answerQos2(packet, reply);
  });
  await using started = startedPublisher(broker, 2);
  await until("the acknowledgement", () => started.counts().acknowledged === 1);
  expect(packetsOf(broker.received)).toEqual([
    ...["0 connect", "0 publish", "0 pubrel"],
    ...["1 connect", "1 publish", "1 pubrel"],
  ]);
  for (const { packet } of broker.received) if (packet.cmd === "connect") expect(packet.clean).toBe(true);
  const [first, again] = publishesOf(broker.received);
  expect(first).toMatchObject({ qos: 2, dup: false, retain: false });
  expect({ ...again, messageId: 0 }).toEqual({ ...first, messageId: 0 });
  expect(started.facts()).toEqual(["made 0", "sent 0", "sent 0", "acknowledged 0"]);
  expect(started.counts()).toMatchObject({ made: 1, acknowledged: 1 });
});

test("QoS 2: a PUBREC that refuses is the end of a reading, and of no other", async () => {
  await using broker = await startStubBroker((packet, reply) => {
    const { messageId = 0 } = packet;
    if (packet.cmd === "publish" && seqsOf([{ connection: 0, packet }])[0] === 0) {
      reply.send({ cmd: "pubrec", messageId, reasonCode: 0x87 });
    } else {
      answerQos2(packet, reply);
    }
  });
  await using started = startedPublisher(broker, 2);
  started.make(1);
  await until("both answers", () => started.counts().waiting === 0);
  expect(started.counts()).toMatchObject({ made: 2, acknowledged: 1, refused: 1 });
  expect(packetsOf(broker.received)).toEqual(["0 connect", "0 publish", "0 publish", "0 pubrel"]);
  expect(started.facts().filter((fact) => fact.startsWith("acknowledged"))).toEqual(["acknowledged 1"]);
});

test("QoS 2: a PUBCOMP with a failure acknowledges nothing: the reading is published again over a new connection", async () => {
  await using broker = await startStubBroker((packet, reply) => {
    const { messageId = 0 } = packet;
    if (packet.cmd === "pubrel" && reply.connection === 0) {
      reply.send({ cmd: "pubcomp", messageId, reasonCode: 0x92 });
    } else {
      answerQos2(packet, reply);
    }
  });
  await using started = startedPublisher(broker, 2);
  await until("the acknowledgement", () => started.counts().acknowledged === 1);
  expect(started.facts()).toEqual(["made 0", "sent 0", "sent 0", "acknowledged 0"]);
  expect(started.log).toContainEqual(
    expect.objectContaining({ reason: "the broker answered PUBREL with reason code 146" }),
  );
});

test("QoS 2: acknowledged without a subscriber is what PUBREC said so of, once it is acknowledged", async () => {
  await using broker = await startStubBroker((packet, reply) => {
    const { messageId = 0 } = packet;
    if (packet.cmd === "pubrel" && reply.connection === 0) reply.cut();
    else if (packet.cmd === "publish") reply.send({ cmd: "pubrec", messageId, reasonCode: 0x10 });
    else answerQos2(packet, reply);
  });
  await using started = startedPublisher(broker, 2);
  await until("the acknowledgement", () => started.counts().acknowledged === 1);
  expect(seqsOf(broker.received)).toEqual([0, 0]);
  expect(started.publisher.acknowledgedWithoutSubscriber).toBe(1);
});

test("a broker that allows less than the QoS is told from one that is away, and gets nothing", async () => {
  await using broker = await startStubBroker(answerQos2, { maximumQoS: 1 });
  await using started = startedPublisher(broker, 2);
  await until("a second connection", () => packetsOf(broker.received).includes("1 connect"));
  expect(packetsOf(broker.received)).toEqual(["0 connect", "1 connect"]);
  expect(started.publisher.connected).toBe(false);
  expect(started.log.map(({ reason }) => reason)).toEqual(["the broker allows at most QoS 1"]);
});

test.each([1, 2] as const)(
  "QoS %i: the stop waits for all that waits, one at a time if need be",
  async (qos) => {
    await using broker = await startStubBroker(
      (packet, reply) => {
        const { messageId = 0 } = packet;
        if (qos === 2) answerQos2(packet, reply);
        else if (packet.cmd === "publish") reply.send({ cmd: "puback", messageId, reasonCode: 0 });
      },
      { receiveMaximum: 1 },
    );
    const started = startedPublisher(broker, qos);
    await until("the connection", () => started.publisher.connected);
    started.make(9);
    await started[Symbol.asyncDispose]();
    expect(started.counts()).toMatchObject({ made: 10, acknowledged: 10 });
    expect(packetsOf(broker.received).at(-1)).toBe("0 disconnect");
  },
);

test("QoS 0: readings are made and sent and never acknowledged; the stop lets none of them go", async () => {
  await using broker = await startStubBroker(() => undefined);
  const started = startedPublisher(broker, 0);
  expect(started.counts()).toMatchObject({ made: 1, waiting: 1 });
  await until("the connection", () => started.publisher.connected);
  started.make(2);
  await started[Symbol.asyncDispose]();
  expect(started.counts()).toMatchObject({ made: 3, unknown: 3 });
  expect(started.facts()).toEqual(["made 0", "sent 0", "made 1", "sent 1", "made 2", "sent 2"]);
  await until("the end of the connection", () => packetsOf(broker.received).at(-1) === "0 disconnect");
  expect(seqsOf(broker.received)).toEqual([0, 1, 2]);
  expect(publishesOf(broker.received).map(({ qos }) => qos)).toEqual([0, 0, 0]);
});

test("QoS 0: what was handed to a connection that breaks is not sent again; what waited for the next one is", async () => {
  await using broker = await startStubBroker((packet, reply) => {
    if (packet.cmd === "publish" && reply.connection === 0) reply.cut();
  });
  await using started = startedPublisher(broker, 0);
  await until("the end of the connection", () =>
    started.log.some(({ msg }) => msg.startsWith("no connection")),
  );
  started.make(2);
  expect(started.counts()).toMatchObject({ made: 3, unknown: 1, waiting: 2 });
  await until("the next connection", () => started.counts().unknown === 3);
  await until("its readings", () => publishesOf(broker.received).length === 3);
  expect(seqsOf(broker.received)).toEqual([0, 1, 2]);
});

test("QoS 0: a socket that takes no more makes readings wait, and all go in their order", async () => {
  await using broker = await startStubBroker(() => undefined);
  await using started = startedPublisher(broker, 0, 10_000);
  // All at once, before the connection and over it: the socket cannot be emptied in between.
  started.make(1_000);
  await until("the connection", () => started.publisher.connected);
  started.make(4_000);
  expect(started.counts().waiting).toBeGreaterThan(2_000);
  await until("all readings", () => publishesOf(broker.received).length === 5_001);
  expect(seqsOf(broker.received)).toEqual(Array.from({ length: 5_001 }, (_, seq) => seq));
  expect(started.counts()).toMatchObject({ made: 5_001, unknown: 5_001 });
});

test("QoS 0: what a broken connection had not written yet is not sent again either", async () => {
  await using broker = await startStubBroker((packet, reply) => {
    if (seqsOf([{ connection: reply.connection, packet }])[0] === 1) reply.cut();
  });
  await using started = startedPublisher(broker, 0, 10_000);
  await until("the first reading", () => seqsOf(broker.received).length === 1);
  started.make(5_000);
  const handedToFirst = started.counts().unknown;
  expect(handedToFirst).toBeLessThan(2_000);
  await until("the last reading", () => seqsOf(broker.received).at(-1) === 5_000);
  const toSecond = seqsOf(broker.received.filter(({ connection }) => connection === 1));
  expect(toSecond[0]).toBeGreaterThanOrEqual(handedToFirst);
  const sent = started.facts().filter((fact) => fact.startsWith("sent"));
  expect(sent).toEqual(Array.from({ length: 5_001 }, (_, seq) => `sent ${seq}`));
});
