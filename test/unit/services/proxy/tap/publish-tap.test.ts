import fc from "fast-check";
import { expect, test } from "vitest";
import { type Direction } from "../../../../../services/proxy/link/connection.ts";
import { PublishTap } from "../../../../../services/proxy/tap/publish-tap.ts";
import {
  factOf,
  mqttConnack,
  mqttConnect,
  mqttPingreq,
  mqttPuback,
  mqttPubcomp,
  mqttPublish,
  mqttPubrec,
  mqttPubrel,
  mqttReading,
  type Version,
} from "./mqtt-traffic.ts";

/** Returns a tapped connection of a bridge, with facts in short, such as "delivered 3". */
function tappedConnection(version: Version = 5) {
  const tap = new PublishTap("properties");
  let at = 0;
  const read = (direction: Direction, bytes: Buffer) => {
    at += 1;
    const { facts, untraced, undecodable } = tap.read(direction, bytes, at);
    for (const fact of facts) expect(fact).toEqual({ ...fact, at });
    return { facts: facts.map(({ fact, seq }) => `${fact} ${seq}`), untraced, undecodable };
  };
  const fromBroker = (...packets: Buffer[]) => read("toClient", Buffer.concat(packets));
  const fromBridge = (...packets: Buffer[]) => read("toTarget", Buffer.concat(packets));
  fromBridge(mqttConnect(version));
  fromBroker(mqttConnack(version));
  return { tap, fromBroker, fromBridge };
}

const nothing = { facts: [], untraced: 0, undecodable: undefined };

test("a fact names device, run, seq and checksum of the reading, and the time of its last byte", () => {
  const { tap } = tappedConnection();
  const { facts } = tap.read("toClient", mqttReading({ seq: 7, qos: 1, packetId: 1 }), 12_345);
  expect(facts).toEqual([{ ...factOf("delivered", 7), at: 12_345 }]);
  expect(tap.read("toTarget", mqttPuback(1), 12_346).facts).toEqual([
    { ...factOf("bridge-acknowledged", 7), at: 12_346 },
  ]);
});

test("at QoS 0 a delivery counts as acknowledged", () => {
  const { fromBroker } = tappedConnection();
  expect(fromBroker(mqttReading({ seq: 0, qos: 0 }), mqttReading({ seq: 1, qos: 0 })).facts).toEqual([
    "delivered 0",
    "bridge-acknowledged 0",
    "delivered 1",
    "bridge-acknowledged 1",
  ]);
});

test("at QoS 1 a PUBACK acknowledges the reading of its packet id, in any order", () => {
  const { fromBroker, fromBridge } = tappedConnection();
  fromBroker(mqttReading({ seq: 0, qos: 1, packetId: 8 }), mqttReading({ seq: 1, qos: 1, packetId: 3 }));
  expect(fromBridge(mqttPuback(3), mqttPingreq(), mqttPuback(8)).facts).toEqual([
    "bridge-acknowledged 1",
    "bridge-acknowledged 0",
  ]);
});

test("at QoS 2 the PUBREC acknowledges the reading, once", () => {
  const { fromBroker, fromBridge } = tappedConnection();
  expect(fromBroker(mqttReading({ seq: 4, qos: 2, packetId: 1 })).facts).toEqual(["delivered 4"]);
  expect(fromBridge(mqttPubrec(1)).facts).toEqual(["bridge-acknowledged 4"]);
  expect(fromBroker(mqttPubrel(1))).toEqual(nothing);
  expect(fromBridge(mqttPubcomp(1), mqttPubrec(1))).toEqual(nothing);
});

test("an acknowledgement with an error code acknowledges nothing, and frees its packet id", () => {
  const { fromBroker, fromBridge } = tappedConnection();
  fromBroker(mqttReading({ seq: 0, qos: 1, packetId: 1 }), mqttReading({ seq: 1, qos: 2, packetId: 2 }));
  expect(fromBridge(mqttPuback(1, 0x97), mqttPubrec(2, 0x80), mqttPuback(1))).toEqual(nothing);
});

test("an acknowledgement with a reason code below 0x80 acknowledges the reading", () => {
  const { fromBroker, fromBridge } = tappedConnection();
  fromBroker(mqttReading({ seq: 0, qos: 1, packetId: 1 }));
  expect(fromBridge(mqttPuback(1, 0x10)).facts).toEqual(["bridge-acknowledged 0"]);
});

test("a packet id that is used again names the later reading", () => {
  const { fromBroker, fromBridge } = tappedConnection();
  fromBroker(mqttReading({ seq: 0, qos: 1, packetId: 1 }));
  fromBridge(mqttPuback(1));
  fromBroker(mqttReading({ seq: 1, qos: 1, packetId: 1 }));
  expect(fromBridge(mqttPuback(1)).facts).toEqual(["bridge-acknowledged 1"]);
});

test("a packet id that is used again for an untraced message names no reading", () => {
  const { fromBroker, fromBridge } = tappedConnection();
  fromBroker(mqttReading({ seq: 0, qos: 1, packetId: 1 }));
  expect(fromBroker(mqttPublish({ qos: 1, messageId: 1 })).untraced).toBe(1);
  expect(fromBridge(mqttPuback(1))).toEqual(nothing);
});

test("a redelivery is another delivery; packet ids of another connection do not count", () => {
  const first = tappedConnection();
  first.fromBroker(mqttReading({ seq: 0, qos: 1, packetId: 1 }));
  const second = tappedConnection();
  expect(second.fromBridge(mqttPuback(1))).toEqual(nothing);
  expect(second.fromBroker(mqttReading({ seq: 0, qos: 1, packetId: 1, dup: true })).facts).toEqual([
    "delivered 0",
  ]);
  expect(second.fromBridge(mqttPuback(1)).facts).toEqual(["bridge-acknowledged 0"]);
});

test("acknowledgements by the broker for messages of the bridge do not count", () => {
  const { fromBroker, fromBridge } = tappedConnection();
  fromBroker(mqttReading({ seq: 0, qos: 1, packetId: 1 }));
  expect(fromBridge(mqttReading({ seq: 9, qos: 1, packetId: 1 }))).toEqual(nothing);
  expect(fromBroker(mqttPuback(1))).toEqual(nothing);
  expect(fromBridge(mqttPuback(1)).facts).toEqual(["bridge-acknowledged 0"]);
});

const trace = { userProperties: { run: "r", seq: "1" } };

test.each([
  ["no trace", { payload: '{"id":"a"}' }],
  ["no seq", { payload: '{"id":"a"}', properties: { userProperties: { run: "r" } } }],
  ["a payload that is not JSON", { payload: "hello", properties: trace }],
  ["a payload without id", { payload: "[]", properties: trace }],
  ["a payload that is null", { payload: "null", properties: trace }],
  ["no payload", { payload: "", properties: trace }],
])("a message with %s is counted as untraced, and its acknowledgement is in no fact", (_case, packet) => {
  const { fromBroker, fromBridge } = tappedConnection();
  expect(fromBroker(mqttPublish({ ...packet, qos: 1, messageId: 1 }))).toEqual({ ...nothing, untraced: 1 });
  expect(fromBridge(mqttPuback(1))).toEqual(nothing);
});

test("the last of repeated trace properties counts, as in the consumer", () => {
  const { fromBroker } = tappedConnection();
  const userProperties = { run: ["q", "r"], seq: ["1", "2"] };
  expect(fromBroker(mqttPublish({ payload: '{"id":"a"}', properties: { userProperties } })).facts).toEqual([
    "delivered 2",
    "bridge-acknowledged 2",
  ]);
});

test("MQTT 3.1.1 is decoded, and has no trace", () => {
  const { fromBroker, fromBridge } = tappedConnection(4);
  const publish = mqttPublish({ payload: '{"id":"a"}', qos: 1, messageId: 1 }, 4);
  expect(fromBroker(publish, publish)).toEqual({ ...nothing, untraced: 2 });
  expect(fromBridge(mqttPuback(1, 0, 4))).toEqual(nothing);
});

test.each([
  ["HTTP", "toTarget", Buffer.from("GET / HTTP/1.1\r\n\r\n")],
  ["TLS", "toTarget", Buffer.from("1603010200010001fc0303", "hex")],
  ["a broker that sends first", "toClient", mqttConnack()],
  ["MQTT without CONNECT", "toTarget", mqttPingreq()],
  ["a length of more than four bytes", "toTarget", Buffer.from([0x10, 0xff, 0xff, 0xff, 0xff, 0x01])],
] as const)("%s is undecodable, and so are all later bytes", (_case, direction, bytes) => {
  const tap = new PublishTap("properties");
  const { undecodable } = tap.read(direction, bytes, 1);
  expect(undecodable).toEqual(expect.any(String));
  expect(tap.read("toTarget", mqttConnect(), 2)).toEqual({ ...nothing, undecodable });
});

test("facts before undecodable bytes are kept", () => {
  const { fromBroker } = tappedConnection();
  const { facts, undecodable } = fromBroker(mqttReading({ seq: 0, qos: 0 }), Buffer.alloc(20, 0xff));
  expect(facts).toEqual(["delivered 0", "bridge-acknowledged 0"]);
  expect(undecodable).toEqual(expect.any(String));
});

test("a packet that grows past 16 MiB is undecodable, and not buffered", () => {
  const { fromBroker } = tappedConnection();
  const header = Buffer.from([0x30, 0xff, 0xff, 0xff, 0x7f]);
  expect(fromBroker(header, Buffer.alloc(15 * 1024 * 1024))).toEqual(nothing);
  expect(fromBroker(Buffer.alloc(2 * 1024 * 1024)).undecodable).toContain("longer than 16777216 bytes");
});

test("for any bytes the tap decodes them or reports them as undecodable, and never throws", () => {
  const piece = fc.tuple(fc.constantFrom("toTarget", "toClient" as const), fc.uint8Array({ minLength: 1 }));
  fc.assert(
    fc.property(fc.boolean(), fc.array(piece), (connected, pieces) => {
      const tap = connected ? tappedConnection().tap : new PublishTap("properties");
      for (const [direction, bytes] of pieces) tap.read(direction, Buffer.from(bytes), 1);
    }),
  );
});

test("packets in chunks of any size have the same facts as whole ones", () => {
  const reading = fc.record({
    qos: fc.constantFrom(0, 1, 2 as const),
    dup: fc.boolean(),
    untraced: fc.boolean(),
    answered: fc.boolean(),
  });
  fc.assert(
    fc.property(
      fc.array(reading, { maxLength: 20 }),
      fc.infiniteStream(fc.integer({ min: 1, max: 150 })),
      (readings, sizes) => {
        const whole = tappedConnection();
        const split = tappedConnection();
        let packetId = 0;
        const wanted: string[] = [];
        for (const [seq, { qos, dup, untraced, answered }] of readings.entries()) {
          packetId += 1;
          const packet = untraced
            ? mqttPublish({ payload: "{}", qos, dup, ...(qos === 0 ? {} : { messageId: packetId }) })
            : mqttReading({ seq, qos, dup, ...(qos === 0 ? {} : { packetId }) });
          const answer = qos === 1 ? mqttPuback(packetId) : mqttPubrec(packetId);
          const facts = [...whole.fromBroker(packet).facts];
          expect(inPieces(packet, sizes, split.fromBroker)).toEqual(facts);
          if (qos > 0 && answered) {
            const answerFacts = whole.fromBridge(answer).facts;
            expect(inPieces(answer, sizes, split.fromBridge)).toEqual(answerFacts);
            facts.push(...answerFacts);
            // The packet id is free again.
            packetId -= 1;
          }
          wanted.push(
            ...(untraced ? [] : [`delivered ${seq}`]),
            ...(untraced || (qos > 0 && !answered) ? [] : [`bridge-acknowledged ${seq}`]),
          );
          expect(facts).toEqual(wanted.splice(0));
        }
      },
    ),
  );
});

function inPieces(
  bytes: Buffer,
  sizes: Iterator<number>,
  read: (bytes: Buffer) => { facts: string[]; undecodable: string | undefined },
): string[] {
  const facts: string[] = [];
  for (let start = 0; start < bytes.length; ) {
    const end = start + sizes.next().value;
    const decoded = read(bytes.subarray(start, end));
    expect(decoded.undecodable).toBeUndefined();
    facts.push(...decoded.facts);
    start = end;
  }
  return facts;
}
