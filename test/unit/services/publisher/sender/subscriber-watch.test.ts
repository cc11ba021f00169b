import { type Packet } from "mqtt-packet";
import { pino } from "pino";
import { expect, test } from "vitest";
import { SubscriberWatch } from "../../../../../services/publisher/sender/subscriber-watch.ts";
import { answerQos2, seqsOf, startStubBroker } from "../../../../support/mqtt/stub-broker.ts";
import { startedPublisher } from "../started-publisher.ts";
import { until } from "../until.ts";

test("QoS 2: a reading counts as acknowledged without a subscriber if its PUBREC says so, once it is acknowledged", async () => {
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

test("QoS 1: every PUBACK without a subscriber counts, and only changes are logged", () => {
  const log: string[] = [];
  const watch = new SubscriberWatch(
    "coffee",
    pino({}, { write: (line: string) => log.push(JSON.parse(line).msg) }),
  );
  const puback = (reasonCode: number): Packet => ({ cmd: "puback", messageId: 1, reasonCode });
  for (const reasonCode of [0, 0x10, 0x10, 0x87, 0, 0]) watch.received(puback(reasonCode));
  expect(watch.acknowledgedWithoutSubscriber).toBe(2);
  expect(log).toEqual([
    "the topic has no subscriber: the broker acknowledges and discards",
    "the topic has a subscriber again",
  ]);
});

test("QoS 2: a PUBCOMP of another session confirms nothing", () => {
  const watch = new SubscriberWatch("coffee", pino({ level: "silent" }));
  watch.received({ cmd: "pubrec", messageId: 1, reasonCode: 0x10 });
  watch.sessionBegins();
  watch.received({ cmd: "pubcomp", messageId: 1, reasonCode: 0 });
  expect(watch.acknowledgedWithoutSubscriber).toBe(0);
});
