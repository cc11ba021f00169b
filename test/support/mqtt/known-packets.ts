import { type PublishPacket, type PublishProperty } from "./publish-packet.ts";

const plain: PublishPacket = {
  topic: Buffer.from(""),
  qos: 1,
  retain: false,
  duplicate: false,
  properties: [],
  payload: Buffer.from("payload"),
};

const responseTopic = (text: string): PublishProperty => ({
  kind: "responseTopic",
  value: Buffer.from(text),
});
const userProperty = (name: string, value: string): PublishProperty => ({
  kind: "userProperty",
  name: Buffer.from(name),
  value: Buffer.from(value),
});
const userProperties = (count: number): PublishProperty[] =>
  Array.from({ length: count }, (_, index) => userProperty(`name-${index}`, "value"));
const longest = "x".repeat(65_535);

/** Packets that have stopped the connector or its consumers once, and those at a limit: tried in each run. */
export const knownPackets: readonly PublishPacket[] = [
  // Mosquitto passes them on, and the connector's MQTT client ended the connection at them, again after each reconnect.
  ...["#", "+", "a+b", "reply/#", "$share/group/#", ""].map((topic) => ({
    ...plain,
    properties: [responseTopic(topic)],
  })),
  { ...plain, qos: 0, properties: [responseTopic("#")] },
  { ...plain, qos: 2, properties: [responseTopic("#")] },
  { ...plain, retain: true, properties: [responseTopic("#")], payload: Buffer.alloc(0) },
  ...[2, 255].map((value) => ({ ...plain, properties: [{ kind: "payloadFormat", value } as const] })),
  // kafkajs alone takes 46 s for a record with 10,000 headers of different names, and its group 1.6 s for a dead member.
  ...[99, 100, 101, 1_000, 10_000].map((count) => ({ ...plain, properties: userProperties(count) })),
  { ...plain, properties: userProperties(10_000), payload: Buffer.alloc(2_000_000, 1) },
  {
    ...plain,
    properties: [
      { kind: "payloadFormat", value: 1 },
      { kind: "messageExpiry", value: 0xffffffff },
      { kind: "contentType", value: Buffer.from(longest) },
      responseTopic(longest),
      { kind: "correlationData", value: Buffer.alloc(65_535, 0xff) },
      userProperty(longest, longest),
      userProperty("", ""),
      userProperty("", ""),
    ],
  },
  { ...plain, properties: Array.from({ length: 16 }, () => userProperty(longest, longest)) },
  { ...plain, properties: [{ kind: "payloadFormat", value: 1 }], payload: Buffer.from("ff00", "hex") },
  ...[0, 1].map((value) => ({ ...plain, properties: [{ kind: "messageExpiry", value } as const] })),
  { ...plain, properties: [{ kind: "topicAlias", value: 1 }] },
  {
    ...plain,
    properties: [userProperty("mqtt.topic", "forged"), userProperty("error.reason", "forged")],
  },
  { ...plain, properties: [userProperty("__proto__", "1"), userProperty("constructor", "2")] },
  { ...plain, topic: Buffer.from("//a//") },
  { ...plain, topic: Buffer.from("/ ".repeat(100)) },
  { ...plain, topic: Buffer.from("x".repeat(65_400)), payload: Buffer.alloc(2_000_000, 0xff) },
  ...[0, 1, 2].map((qos) => ({ ...plain, qos: qos as 0 | 1 | 2, payload: Buffer.alloc(0) })),
];
