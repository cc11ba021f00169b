import { expect, test } from "vitest";
import { startedPublisher } from "../started-publisher.ts";
import { until } from "../until.ts";
import { answerQos2, seqsOf, startStubBroker } from "./stub-broker.ts";

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
  expect(started.publisher.sender.acknowledgedWithoutSubscriber).toBe(1);
});
