import { expect, test } from "vitest";
import { type GivenFaultSpec } from "../../../../../testbed/faults/spec/fault-spec.ts";
import { normalizedFault } from "../../../../../testbed/faults/spec/normalized-fault.ts";

test("former names of parts and links become the present ones", () => {
  expect(normalizedFault({ kind: "kill", part: "connect" })).toEqual({ kind: "kill", part: "bridge" });
  expect(normalizedFault({ kind: "slow", link: "mosquitto-connect", delayMs: 9 })).toEqual({
    kind: "slow",
    link: "mqtt-bridge",
    delayMs: 9,
  });
});

test.each<GivenFaultSpec>([
  { kind: "none" },
  { kind: "pause", part: "publisher" },
  { kind: "cut", link: "kafka-consumer" },
])("%j is as it was given", (spec) => {
  expect(normalizedFault(spec)).toEqual(spec);
});

test.each([
  [
    { kind: "explode", part: "kafka" },
    "fault explode: one of none, kill, stop, pause, rolling, isolate, cut, flap, hang, slow, thin, rotate, expire, wrong-ca, revoke is allowed",
  ],
  [{ kind: "kill", part: "mqtt-bridge" }, "fault kill: part mqtt-bridge: one of publisher, mqtt, bridge"],
  [{ kind: "revoke", part: "kafka" }, "fault revoke: part kafka: one of bridge, consumer is allowed"],
  [{ kind: "cut", part: "kafka" }, "fault cut: link undefined: one of publisher-mqtt, mqtt-bridge"],
  [
    { kind: "slow", link: "mqtt-bridge", delayMs: 60_001 },
    "fault slow: delayMs 60001: a whole number from 1 to 60000 is allowed",
  ],
  [
    { kind: "thin", link: "mqtt-bridge", kilobytesPerSecond: 0 },
    "fault thin: kilobytesPerSecond 0: a whole number from 1 to 1000000 is allowed",
  ],
  [
    { kind: "thin", part: "kafka", kilobytesPerSecond: 1 },
    "fault thin: link undefined: one of publisher-mqtt, mqtt-bridge",
  ],
  [{ kind: "flap", link: "mqtt-bridge", cuts: 0 }, "fault flap: cuts 0: a whole number from 2 to 1000"],
  [
    { kind: "hang", link: "mqtt-bridge", hangBy: "cable" },
    "fault hang: hangBy cable: one of proxy, packets is allowed",
  ],
  [{ kind: "hang", link: "kafka" }, "fault hang: link kafka: one of publisher-mqtt, mqtt-bridge"],
])("%j is refused with the value and the allowed ones", (spec, message) => {
  expect(() => normalizedFault(spec as GivenFaultSpec)).toThrow(message);
});
