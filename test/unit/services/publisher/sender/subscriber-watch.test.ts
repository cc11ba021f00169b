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

/** A watch, what it logs, and the answer to a message that was sent. */
function watched() {
  const log: string[] = [];
  const watch = new SubscriberWatch(
    pino(
      {},
      {
        write: (line: string) => {
          const { topic, msg } = JSON.parse(line);
          log.push(`${topic}: ${msg}`);
        },
      },
    ),
  );
  const answer = (topic: string, reasonCode: number) => {
    watch.sent({
      ...{ cmd: "publish", messageId: 1, topic },
      ...{ qos: 1, payload: "", dup: false, retain: false },
    });
    watch.received({ cmd: "puback", messageId: 1, reasonCode });
  };
  return { watch, log, answer };
}

test("QoS 1: every PUBACK without a subscriber counts, and only changes are logged", () => {
  const { watch, log, answer } = watched();
  for (const reasonCode of [0, 0x10, 0x10, 0x87, 0, 0]) answer("coffee", reasonCode);
  expect(watch.acknowledgedWithoutSubscriber).toBe(2);
  expect(log).toEqual([
    "coffee: the topic has no subscriber: the broker acknowledges and discards",
    "coffee: the topic has a subscriber again",
  ]);
});

test("of several topics each is logged once, if only some have a subscriber", () => {
  const { watch, log, answer } = watched();
  for (let round = 0; round < 3; round += 1) {
    answer("coffee/0", 0);
    answer("coffee/1", 0x10);
  }
  expect(watch.acknowledgedWithoutSubscriber).toBe(3);
  expect(log).toEqual(["coffee/1: the topic has no subscriber: the broker acknowledges and discards"]);
});

test("QoS 2: a PUBCOMP of another session confirms nothing", () => {
  const { watch } = watched();
  watch.received({ cmd: "pubrec", messageId: 1, reasonCode: 0x10 });
  watch.sessionBegins();
  watch.received({ cmd: "pubcomp", messageId: 1, reasonCode: 0 });
  expect(watch.acknowledgedWithoutSubscriber).toBe(0);
});
