import { expect, test } from "vitest";
import { type PublisherOptions } from "../../../../../services/publisher/publisher.ts";
import { MqttBroker } from "../../../../../services/shared/mqtt/mqtt-broker.ts";
import { seqsOf, startStubBroker } from "../../../../support/mqtt/stub-broker.ts";
import { journaledPublisher, publisherOptions } from "../started-publisher.ts";
import { until } from "../until.ts";

const deviceIds = ["a", "b", "c", "d", "e"];

const optionsFor = (url: string, connections: number): PublisherOptions =>
  publisherOptions({ deviceIds }, { broker: MqttBroker.at(url), connections });

test("devices are shared out evenly among connections with different client ids, and keep theirs", async () => {
  await using broker = await startStubBroker((packet, { send }) => {
    if (packet.cmd === "publish") send({ cmd: "puback", messageId: packet.messageId ?? 0, reasonCode: 0 });
  });
  await using started = journaledPublisher(optionsFor(broker.url, 2));
  const { run, sender, fleet, counters } = started.publisher;
  started.publisher.start();
  for (const device of deviceIds) fleet.setStatus(device, "Inactive");
  await until("all acknowledgements", () => counters.totals.acknowledged === 10);
  expect(sender.connected).toBe(true);
  const clientOf: string[] = [];
  const clientsOf = new Map<string, Set<string | undefined>>();
  for (const { connection, packet } of broker.received) {
    if (packet.cmd === "connect") clientOf[connection] = packet.clientId;
    if (packet.cmd !== "publish") continue;
    const { id } = JSON.parse(packet.payload.toString());
    clientsOf.set(id, (clientsOf.get(id) ?? new Set()).add(clientOf[connection]));
  }
  const first = new Set([`publisher-${run}`]);
  const second = new Set([`publisher-${run}-2`]);
  expect([...clientsOf].toSorted()).toEqual([
    ["a", first],
    ["b", second],
    ["c", first],
    ["d", second],
    ["e", first],
  ]);
});

test("a reading that the broker refuses is logged with device, seq and reason", async () => {
  await using broker = await startStubBroker((packet, { send }) => {
    if (packet.cmd === "publish") send({ cmd: "puback", messageId: packet.messageId ?? 0, reasonCode: 0x97 });
  });
  await using started = journaledPublisher(publisherOptions({}, { broker: MqttBroker.at(broker.url) }));
  started.publisher.start();
  await until("the refusal", () => started.publisher.counters.totals.refused === 1);
  expect(seqsOf(broker.received)).toEqual([0]);
  expect(started.log).toContainEqual(
    expect.objectContaining({
      msg: "the broker refused a reading",
      device: "d",
      seq: 0,
      reason: "Publish error: Quota exceeded",
    }),
  );
});
