import { expect, test } from "vitest";
import {
  answerQos2,
  packetsOf,
  publishesOf,
  seqsOf,
  startStubBroker,
} from "../../../../support/mqtt/stub-broker.ts";
import { startedPublisher } from "../started-publisher.ts";
import { until } from "../until.ts";

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

test.each([1, 2] as const)(
  "QoS %i: the stop waits until all readings are acknowledged, one at a time if the broker allows no more",
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
    await until("the connection", () => started.publisher.sender.connected);
    started.make(9);
    await started[Symbol.asyncDispose]();
    expect(started.counts()).toMatchObject({ made: 10, acknowledged: 10 });
    expect(packetsOf(broker.received).at(-1)).toBe("0 disconnect");
  },
);

test("QoS 0: readings are sent and never acknowledged, and the stop loses none of them", async () => {
  await using broker = await startStubBroker(() => undefined);
  const started = startedPublisher(broker, 0);
  expect(started.counts()).toMatchObject({ made: 1, waiting: 1 });
  await until("the connection", () => started.publisher.sender.connected);
  started.make(2);
  await started[Symbol.asyncDispose]();
  expect(started.counts()).toMatchObject({ made: 3, unknown: 3 });
  expect(started.facts()).toEqual(["made 0", "sent 0", "made 1", "sent 1", "made 2", "sent 2"]);
  await until("the end of the connection", () => packetsOf(broker.received).at(-1) === "0 disconnect");
  expect(seqsOf(broker.received)).toEqual([0, 1, 2]);
  expect(publishesOf(broker.received).map(({ qos }) => qos)).toEqual([0, 0, 0]);
});

test("QoS 0: readings handed to a lost connection are not sent again; those that waited for the next one are sent", async () => {
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

test("QoS 0: readings wait while the socket's buffer is full, and all are sent in order", async () => {
  await using broker = await startStubBroker(() => undefined);
  await using started = startedPublisher(broker, 0, 10_000);
  // All at once, before the connection and over it: the socket cannot be emptied in between.
  started.make(1_000);
  await until("the connection", () => started.publisher.sender.connected);
  started.make(4_000);
  expect(started.counts().waiting).toBeGreaterThan(2_000);
  await until("all readings", () => publishesOf(broker.received).length === 5_001);
  expect(seqsOf(broker.received)).toEqual(Array.from({ length: 5_001 }, (_, seq) => seq));
  expect(started.counts()).toMatchObject({ made: 5_001, unknown: 5_001 });
});

test("QoS 0: readings that a lost connection had not written yet are not sent again either", async () => {
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
