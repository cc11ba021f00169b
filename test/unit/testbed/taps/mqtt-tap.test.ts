import { type IPublishPacket, type Packet } from "mqtt-packet";
import { expect, onTestFinished, test, vi } from "vitest";
import { MqttBroker } from "../../../../services/shared/mqtt/mqtt-broker.ts";
import { encodeReading } from "../../../../services/shared/reading/reading.ts";
import { type LedgerFact } from "../../../../testbed/ledger/fact.ts";
import { MqttTap, type MqttTapOptions } from "../../../../testbed/taps/mqtt-tap.ts";
import { type Reply, startStubBroker } from "../../../support/mqtt/stub-broker.ts";

const reading = { id: "d", x: 1, y: 2, status: "Inactive" } as const;
const userProperties = { run: "r", seq: "7" };
const named = { device: "d", run: "r", seq: 7 };
const firstGap = {
  ...{ tap: "mqtt", fact: "gap" },
  ...{ from: Number.NEGATIVE_INFINITY, to: expect.any(Number) },
};

/** A tap at a broker that grants subscriptions and does what the test tells it to. */
async function openTap(options: Partial<MqttTapOptions> = {}) {
  let present: Reply | undefined;
  let refuses = false;
  let onSubscribe: () => void = () => undefined;
  const broker = await startStubBroker((packet, reply) => {
    present = reply;
    if (packet.cmd !== "subscribe") return;
    const { messageId = 0 } = packet;
    reply.send({ cmd: "suback", messageId, granted: [refuses ? 0x87 : 1] });
    onSubscribe();
  });
  onTestFinished(() => broker[Symbol.asyncDispose]());
  const facts: LedgerFact[] = [];
  let awaited: { readonly count: number; readonly resolve: () => void } | undefined;
  const tap = await MqttTap.open(
    { broker: MqttBroker.at(broker.url), topic: "coffee", qos: 1, traceCarrier: "properties", ...options },
    (fact) => {
      facts.push(fact);
      if (awaited !== undefined && facts.length >= awaited.count) awaited.resolve();
    },
  );
  onTestFinished(() => tap[Symbol.asyncDispose]());
  return {
    ...{ tap, facts, received: broker.received },
    /** Waits for this number of facts. */
    async factsOf(count: number) {
      const { promise, resolve } = Promise.withResolvers<void>();
      awaited = { count, resolve };
      if (facts.length < count) await promise;
      return facts;
    },
    /** Has the broker send a message with these properties; default: run and seq. */
    publish(payload: Buffer, properties: IPublishPacket["properties"] = { userProperties }) {
      const packet = { cmd: "publish", topic: "coffee", payload, qos: 0, dup: false, retain: false } as const;
      present?.send({ ...packet, properties });
    },
    cut: () => present?.cut(),
    refuse: () => {
      refuses = true;
    },
    /** Waits for the next subscription to be answered. */
    async resubscribed() {
      const { promise, resolve } = Promise.withResolvers<void>();
      onSubscribe = resolve;
      await promise;
    },
  };
}

test("everything before the subscription is a gap, and after it a reading is seen with its name and status", async () => {
  const { publish, factsOf } = await openTap();
  publish(encodeReading(reading));
  const [gap, seen] = await factsOf(2);
  expect(gap).toEqual(firstGap);
  expect(seen).toEqual({
    ...{ tap: "mqtt", fact: "seen", at: expect.any(Number), ...named },
    status: "Inactive",
  });
});

test("the session outlives the connection, so that the broker keeps what the tap misses", async () => {
  const { received } = await openTap({ topic: "a/b" });
  const packets = received.map(({ packet }) => packet);
  expect(packets[0]).toMatchObject({
    ...{ cmd: "connect", protocolVersion: 5, clean: false },
    properties: { sessionExpiryInterval: 3_600 },
  });
  expect(packets[1]).toMatchObject({ cmd: "subscribe", subscriptions: [{ topic: "a/b", qos: 1 }] });
});

test("a broker that does not confirm the subscription within ten seconds is an error with its address", async () => {
  const asked = Promise.withResolvers<void>();
  const broker = await startStubBroker(() => asked.resolve());
  onTestFinished(() => broker[Symbol.asyncDispose]());
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  onTestFinished(() => void vi.useRealTimers());
  const facts: LedgerFact[] = [];
  const options = {
    broker: MqttBroker.at(broker.url),
    topic: "coffee",
    qos: 1,
    traceCarrier: "properties",
  } as const;
  const opened = MqttTap.open(options, (fact) => facts.push(fact));
  const refused = expect(opened).rejects.toThrow(`no subscription at ${broker.url} within 10000 ms`);
  await asked.promise;
  vi.advanceTimersByTime(10_000);
  await refused;
  expect(facts).toEqual([]);
});

test("a lost connection is a gap from the last message before it to the next subscription", async () => {
  const { publish, cut, factsOf, received } = await openTap();
  publish(encodeReading(reading));
  await factsOf(2);
  cut();
  const [, seen, gap] = await factsOf(3);
  const lastAt = seen?.fact === "seen" ? seen.at : undefined;
  expect(gap).toEqual({ tap: "mqtt", fact: "gap", from: lastAt, to: expect.any(Number) });
  expect(gap?.fact === "gap" && gap.to).toBeGreaterThan(lastAt ?? Number.POSITIVE_INFINITY);
  const ofConnection = (packets: Packet["cmd"]) =>
    received.filter(({ packet }) => packet.cmd === packets).map(({ connection }) => connection);
  expect([ofConnection("connect"), ofConnection("subscribe")]).toEqual([
    [0, 1],
    [0, 1],
  ]);
});

test("a subscription that is refused after a lost connection leaves a gap to the end", async () => {
  const { tap, facts, publish, cut, refuse, factsOf, resubscribed } = await openTap();
  publish(encodeReading(reading));
  const [, seen] = await factsOf(2);
  refuse();
  const refused = resubscribed();
  cut();
  await refused;
  // Comes after the refusal, which has been handled then.
  publish(encodeReading(reading));
  await factsOf(3);
  await tap[Symbol.asyncDispose]();
  const from = seen?.fact === "seen" ? seen.at : undefined;
  expect(facts.slice(2)).toEqual([
    { ...seen, at: expect.any(Number) },
    { tap: "mqtt", fact: "gap", from, to: Number.POSITIVE_INFINITY },
  ]);
});

test("the end of the tap discards its session, and is no gap", async () => {
  const { tap, facts, received } = await openTap();
  await tap[Symbol.asyncDispose]();
  expect(facts).toEqual([firstGap]);
  expect(received.at(-1)?.packet).toMatchObject({
    cmd: "disconnect",
    properties: { sessionExpiryInterval: 0 },
  });
});

test("of a user property that occurs several times the last one counts, as for Kafka's headers", async () => {
  const { publish, factsOf } = await openTap();
  publish(encodeReading(reading), { userProperties: { run: "r", seq: ["1", "7"] } });
  expect((await factsOf(2))[1]).toMatchObject(named);
});

test("messages without run and seq, or that are no readings, are passed over, and the tap goes on", async () => {
  const { publish, factsOf } = await openTap();
  publish(encodeReading(reading), {});
  publish(encodeReading(reading), { userProperties: { other: "7" } });
  publish(encodeReading(reading), { contentType: "text/plain" });
  publish(Buffer.from("hello"));
  publish(encodeReading(reading));
  expect((await factsOf(2)).map(({ fact }) => fact)).toEqual(["gap", "seen"]);
});

test("run and seq are read from the payload if it carries them", async () => {
  const { publish, factsOf } = await openTap({ traceCarrier: "payload" });
  publish(encodeReading(reading, { run: "r", seq: 7 }), {});
  expect((await factsOf(2))[1]).toMatchObject(named);
});
