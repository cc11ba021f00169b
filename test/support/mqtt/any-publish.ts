import fc, { type Arbitrary } from "fast-check";
import { type PublishPacket, type PublishProperty } from "./publish-packet.ts";

const longestText = 65_535;
const largestPayload = 2_000_000;
/** Room for what a trial puts before the topic. */
const longestTopic = longestText - 100;

/** Texts that have been trouble somewhere: forged headers, names of JavaScript's objects, terminal codes, no text at all. */
const awkwardTexts = [
  "",
  " ",
  "#",
  "+",
  "a+b",
  "reply/#",
  "$share/group/#",
  "/",
  "a//b",
  "mqtt.topic",
  "error.reason",
  "payload.bytes",
  "user.mqtt.topic",
  "__proto__",
  "constructor",
  "application/json",
  "\ufeff",
  "\u{1f600}",
].map((text) => Buffer.from(text));

/** Texts that MQTT forbids or advises against (section 1.5.4), and bytes that are no UTF-8. Mosquitto refuses them all. */
const forbiddenTexts = [
  ...["\0", "\u0001", "\u001b[2J", "\u007f", "\u0085", "\ufdd0", "\uffff", "\u{10ffff}"].map((text) =>
    Buffer.from(text),
  ),
  ...["ff", "c080", "e08080", "eda080", "f4908080", "e282"].map((bytes) => Buffer.from(bytes, "hex")),
];

const anyForbiddenText = fc.constantFrom(...forbiddenTexts);
const anyShortText = fc.string({ unit: "grapheme", maxLength: 12 }).map((text) => Buffer.from(text));
const anyTextOf = (characters: readonly string[], longest: number) =>
  fc
    .record({ character: fc.constantFrom(...characters), length: fc.integer({ min: 1, max: longest }) })
    .map(({ character, length }) => Buffer.from(character.repeat(length / Buffer.byteLength(character))));
const anyLongText = anyTextOf(["x", "ä", "\u{1f600}"], longestText);

const anyText: Arbitrary<Buffer> = fc.oneof(
  { weight: 60, arbitrary: anyShortText },
  { weight: 30, arbitrary: fc.constantFrom(...awkwardTexts) },
  { weight: 2, arbitrary: anyLongText },
  { weight: 1, arbitrary: anyForbiddenText },
);

const anyLevel = fc.oneof(
  { weight: 30, arbitrary: anyShortText },
  {
    weight: 10,
    arbitrary: fc.constantFrom(...["", " ", "$SYS", "..", "a b"].map((text) => Buffer.from(text))),
  },
);
const anyTopic: Arbitrary<Buffer> = fc.oneof(
  { weight: 60, arbitrary: fc.array(anyLevel, { maxLength: 6 }).map(asTopic) },
  { weight: 5, arbitrary: fc.array(anyLevel, { minLength: 90, maxLength: 190 }).map(asTopic) },
  { weight: 1, arbitrary: anyTextOf(["x"], longestTopic) },
  { weight: 1, arbitrary: anyForbiddenText },
);

const anyUint8Array = (constraints: fc.IntArrayConstraints) =>
  fc.uint8Array(constraints).map((bytes) => Buffer.from(bytes));
const anyBinary: Arbitrary<Buffer> = fc.oneof(
  { weight: 30, arbitrary: anyUint8Array({ maxLength: 24 }) },
  {
    weight: 2,
    arbitrary: fc.integer({ min: 0, max: longestText }).map((length) => Buffer.alloc(length, 0xff)),
  },
);

/** Short ones are rare: a trial waits before each, since a broker drops what expires in its queue. */
const anyExpiry = fc.oneof(
  { weight: 1, arbitrary: fc.constantFrom(0, 1) },
  { weight: 20, arbitrary: fc.oneof(fc.constant(0xffffffff), fc.integer({ min: 60, max: 0xffffffff })) },
);

const anyUserProperty = fc.record({
  kind: fc.constant("userProperty" as const),
  name: anyText,
  value: anyText,
});
const anyProperty: Arbitrary<PublishProperty> = fc.oneof(
  { weight: 12, arbitrary: anyUserProperty },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("contentType" as const), value: anyText }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("responseTopic" as const), value: anyText }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("correlationData" as const), value: anyBinary }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("messageExpiry" as const), value: anyExpiry }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("payloadFormat" as const),
      value: fc.constantFrom(0, 1, 1, 2, 255),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("topicAlias" as const),
      value: fc.constantFrom(0, 1, 10, 65_535),
    }),
  },
);

/** Many user properties, of all names alike or all different. */
const anyManyUserProperties: Arbitrary<PublishProperty[]> = fc
  .record({
    count: fc.oneof(fc.constantFrom(99, 100, 101), fc.integer({ min: 2, max: 3_000 })),
    alike: fc.boolean(),
    value: anyShortText,
  })
  .map(({ count, alike, value }) =>
    Array.from({ length: count }, (_, index) => ({
      kind: "userProperty" as const,
      name: Buffer.from(alike ? "name" : `name-${index}`),
      value,
    })),
  );

const anyProperties: Arbitrary<readonly PublishProperty[]> = fc.oneof(
  { weight: 40, arbitrary: fc.array(anyProperty, { maxLength: 8 }).map(mostlyOnce) },
  { weight: 2, arbitrary: fc.array(anyProperty, { maxLength: 8 }) },
  { weight: 2, arbitrary: anyManyUserProperties },
);

const anyPayload: Arbitrary<Buffer> = fc.oneof(
  { weight: 60, arbitrary: anyUint8Array({ maxLength: 60 }) },
  { weight: 20, arbitrary: anyShortText },
  {
    weight: 4,
    arbitrary: fc.record({ byte: fc.nat({ max: 255 }), length: fc.nat({ max: 70_000 }) }).map(filled),
  },
  {
    weight: 2,
    arbitrary: fc
      .record({
        byte: fc.nat({ max: 255 }),
        length: fc.oneof(
          fc.integer({ min: 890_000, max: 901_000 }),
          fc.integer({ min: 70_000, max: largestPayload }),
        ),
      })
      .map(filled),
  },
);

/**
 * Any PUBLISH, of the kinds that a broker accepts more often than others: which of them it does is for the broker to say.
 * The topic is the part behind the one that tells the packets of a trial apart.
 */
export const anyPublish: Arbitrary<PublishPacket> = fc.record({
  topic: anyTopic,
  qos: fc.constantFrom(0, 1, 2),
  retain: fc.boolean(),
  duplicate: fc.oneof({ weight: 20, arbitrary: fc.constant(false) }, fc.boolean()),
  properties: anyProperties,
  payload: anyPayload,
});

function asTopic(levels: readonly Buffer[]): Buffer {
  return Buffer.concat(levels.flatMap((level) => [Buffer.from("/"), level]));
}

function filled({ byte, length }: { readonly byte: number; readonly length: number }): Buffer {
  return Buffer.alloc(length, byte);
}

/** Leaves out what repeats a property other than the user property: no broker accepts that. */
function mostlyOnce(properties: readonly PublishProperty[]): PublishProperty[] {
  return properties.filter(
    ({ kind }, index) =>
      kind === "userProperty" || properties.findIndex((property) => property.kind === kind) === index,
  );
}
