import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { expect, onTestFinished, test } from "vitest";
import { LinkTap } from "../../../../../services/proxy/tap/link-tap.ts";
import { type Journal, openJournal } from "../../../../../services/shared/journal/journal.ts";
import { parseJournal } from "../../../../../services/shared/journal/parse-journal.ts";
import { linkStatus, openLink } from "../link/open-link.ts";
import { TestClient } from "../link/test-client.ts";
import { echoServer, testServer } from "../link/test-server.ts";
import { factOf, mqttConnack, mqttConnect, mqttPuback, mqttReading } from "./mqtt-traffic.ts";

/** Returns a tap with the facts in its journal and the lines of its log. */
function newTap(wrap: (journal: Journal) => Journal = (journal) => journal) {
  const folder = mkdtempSync(join(tmpdir(), "link-tap-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "journal.jsonl");
  const log: Record<string, unknown>[] = [];
  const logger = pino({}, { write: (line: string) => log.push(JSON.parse(line)) });
  return {
    tap: new LinkTap("properties", wrap(openJournal(file)), logger),
    facts: () => parseJournal(readFileSync(file, "utf8")),
    log,
  };
}

/** Starts a broker that sends readings at QoS 1 to each new connection; packet id = seq + 1. */
const brokerWith = (...seqs: number[]) =>
  testServer((socket) =>
    socket.once("data", () => {
      const readings = seqs.map((seq) => mqttReading({ seq, qos: 1, packetId: seq + 1 }));
      socket.write(Buffer.concat([mqttConnack(), ...readings]));
    }),
  );

const greetingBytes = (...seqs: number[]) =>
  mqttConnack().length +
  seqs.reduce((sum, seq) => sum + mqttReading({ seq, qos: 1, packetId: seq + 1 }).length, 0);

test("a delivery is in the journal before the bridge can acknowledge it, the acknowledgement once it has passed", async () => {
  const { tap, facts } = newTap();
  await using broker = await brokerWith(0, 1);
  await using link = await openLink(broker.port, { tap });
  using bridge = await TestClient.connect(link.status.listening.port);
  const journalledWhenItCame: unknown[] = [];
  bridge.socket.once("data", () => journalledWhenItCame.push(...facts()));
  bridge.socket.write(mqttConnect());
  await bridge.receives(greetingBytes(0, 1));
  expect(journalledWhenItCame).toMatchObject([factOf("delivered", 0), factOf("delivered", 1)]);
  bridge.socket.write(mqttPuback(2));
  const status = await linkStatus(link, "the acknowledgement", (now) => now.tap?.acknowledged === 1);
  expect(facts().slice(2)).toMatchObject([factOf("bridge-acknowledged", 1)]);
  expect(status.tap).toEqual({ delivered: 2, acknowledged: 1, untraced: 0, undecodable: 0, unwritten: 0 });
});

test("bytes passed at once are journalled with one write", async () => {
  const writes: number[] = [];
  const { tap } = newTap((journal) => ({
    isKept: true,
    append(facts) {
      if (facts.length > 0) writes.push(facts.length);
      journal.append(facts);
    },
    [Symbol.dispose]: () => journal[Symbol.dispose](),
  }));
  await using broker = await brokerWith(0, 1, 2);
  await using link = await openLink(broker.port, { tap });
  using bridge = await TestClient.connect(link.status.listening.port);
  bridge.socket.write(mqttConnect());
  await bridge.receives(greetingBytes(0, 1, 2));
  expect(writes).toEqual([3]);
});

test("on a slow link facts are journalled as bytes pass, not while they wait", async () => {
  const { tap, facts } = newTap();
  await using broker = await brokerWith(0);
  await using link = await openLink(broker.port, { tap });
  using bridge = await TestClient.connect(link.status.listening.port);
  bridge.socket.write(mqttConnect());
  await bridge.receives(greetingBytes(0));
  link.setState({ state: "slow", delayMs: 60_000 });
  bridge.socket.write(mqttPuback(1));
  await linkStatus(link, "a waiting acknowledgement", ({ bytes }) => bytes.waiting > 0);
  expect(facts()).toMatchObject([factOf("delivered", 0)]);
  link.setState({ state: "up" });
  expect(facts()).toMatchObject([factOf("delivered", 0), factOf("bridge-acknowledged", 0)]);
});

test("an acknowledgement discarded by a cut is not journalled; after the reconnect the reading is delivered again", async () => {
  const { tap, facts } = newTap();
  await using broker = await brokerWith(0);
  await using link = await openLink(broker.port, { tap });
  {
    using bridge = await TestClient.connect(link.status.listening.port);
    bridge.socket.write(mqttConnect());
    await bridge.receives(greetingBytes(0));
    link.setState({ state: "slow", delayMs: 60_000 });
    bridge.socket.write(mqttPuback(1));
    await linkStatus(link, "a waiting acknowledgement", ({ bytes }) => bytes.waiting > 0);
    link.setState({ state: "cut" });
    await bridge.closed();
  }
  link.setState({ state: "up" });
  using bridge = await TestClient.connect(link.status.listening.port);
  bridge.socket.write(mqttConnect());
  await bridge.receives(greetingBytes(0));
  bridge.socket.write(mqttPuback(1));
  await linkStatus(link, "the acknowledgement", (now) => now.tap?.acknowledged === 1);
  expect(facts()).toMatchObject([
    factOf("delivered", 0),
    factOf("delivered", 0),
    factOf("bridge-acknowledged", 0),
  ]);
});

test("bytes that are not MQTT pass unchanged, are counted and logged once, and are a gap until the connection ends", async () => {
  const { tap, facts, log } = newTap();
  await using echo = await echoServer();
  await using link = await openLink(echo.port, { tap });
  using client = await TestClient.connect(link.status.listening.port);
  client.socket.write("GET / HTTP/1.1\r\n");
  await client.receives(16);
  expect(facts()).toEqual([{ fact: "gap", from: expect.any(Number) }]);
  client.socket.end("\r\n");
  expect((await client.receivesEnd()).toString()).toBe("GET / HTTP/1.1\r\n\r\n");
  const status = await linkStatus(link, "the end", ({ connections }) => connections.open === 0);
  expect(status.tap).toMatchObject({ undecodable: 1 });
  const [begun, ended] = facts();
  expect(ended).toEqual({ ...begun, to: expect.any(Number) });
  expect(log).toMatchObject([{ direction: "toTarget", msg: expect.stringContaining("cannot read") }]);
});

test("a gap ends with the link", async () => {
  const { tap, facts } = newTap();
  await using echo = await echoServer();
  const link = await openLink(echo.port, { tap });
  using client = await TestClient.connect(link.status.listening.port);
  client.socket.write("hello");
  await client.receives(5);
  await link[Symbol.asyncDispose]();
  expect(facts()).toMatchObject([{ fact: "gap" }, { fact: "gap", to: expect.any(Number) }]);
});

test("a journal that cannot be written does not stop the link; the missing facts are counted", async () => {
  const { tap, log } = newTap((journal) => ({
    isKept: true,
    append() {
      throw new Error("no space left on device");
    },
    [Symbol.dispose]: () => journal[Symbol.dispose](),
  }));
  await using broker = await brokerWith(0, 1);
  await using link = await openLink(broker.port, { tap });
  using bridge = await TestClient.connect(link.status.listening.port);
  bridge.socket.write(mqttConnect());
  await bridge.receives(greetingBytes(0, 1));
  bridge.socket.write(mqttPuback(1));
  const { tap: counts } = await linkStatus(link, "three facts", (now) => now.tap?.unwritten === 3);
  expect(counts).toMatchObject({ delivered: 2, acknowledged: 1, unwritten: 3 });
  expect(log).toHaveLength(1);
});

test("the time in which the journal could not be written is a gap in it", async () => {
  let isFull = true;
  const { tap, facts } = newTap((journal) => ({
    isKept: true,
    append(some) {
      if (isFull) throw new Error("no space left on device");
      journal.append(some);
    },
    [Symbol.dispose]: () => journal[Symbol.dispose](),
  }));
  await using broker = await brokerWith(0, 1);
  await using link = await openLink(broker.port, { tap });
  using bridge = await TestClient.connect(link.status.listening.port);
  bridge.socket.write(mqttConnect());
  await bridge.receives(greetingBytes(0, 1));
  expect(facts()).toEqual([]);
  isFull = false;
  bridge.socket.write(mqttPuback(2));
  await linkStatus(link, "the acknowledgement", (now) => now.tap?.acknowledged === 1);
  expect(facts()).toMatchObject([
    { fact: "gap", from: expect.any(Number), to: expect.any(Number) },
    factOf("bridge-acknowledged", 1),
  ]);
});
