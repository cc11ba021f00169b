import { expect, test } from "vitest";
import { answerQos2, packetsOf, seqsOf, startStubBroker } from "../../../../support/mqtt/stub-broker.ts";
import { startedPublisher } from "../started-publisher.ts";
import { until } from "../until.ts";

test("QoS 2: a PUBREC that refuses a reading settles it, and no other", async () => {
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

test("a broker that does not allow the QoS gets no reading, and the log gives that reason", async () => {
  await using broker = await startStubBroker(answerQos2, { maximumQoS: 1 });
  await using started = startedPublisher(broker, 2);
  await until("a second connection", () => packetsOf(broker.received).includes("1 connect"));
  expect(packetsOf(broker.received)).toEqual(["0 connect", "1 connect"]);
  expect(started.publisher.sender.connected).toBe(false);
  expect(started.log.map(({ reason }) => reason)).toEqual(["the broker allows at most QoS 1"]);
});
