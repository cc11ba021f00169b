import { describe, expect, test } from "vitest";
import { consumed, gap, judge, published } from "../facts.ts";

describe("a verdict", () => {
  test("lists devices separately, ordered by name", () => {
    const facts = [...published(0, { device: "e" }), ...published(0), ...published(1), consumed(0)];
    const { counts, devices, anomalies } = judge(facts);
    expect(devices.map(({ device, counts: { made, lost } }) => [device, made, lost])).toEqual([
      ["d", 2, 1],
      ["e", 1, 1],
    ]);
    expect(counts).toMatchObject({ made: 3, lost: 2 });
    expect(anomalies.lost).toMatchObject([
      { device: "d", run: "r", seq: 1 },
      { device: "e", run: "r", seq: 0 },
    ]);
  });

  test("names the readings of the publisher's first run first", () => {
    const later = published(0, { run: "a later run" });
    const strangers = consumed(0, { run: "a run of no publisher" });
    const { anomalies } = judge([strangers, ...published(0), ...later]);
    expect(anomalies.lost.map(({ run }) => run)).toEqual(["r", "a later run"]);
  });

  test("names the readings of no publisher's run last, by the name of the run", () => {
    const strangers = ["z", "b", "m"].map((run) => consumed(0, { run }));
    const { anomalies } = judge([...strangers, ...published(0, { run: "x" }), consumed(1, { run: "x" })]);
    expect(anomalies.phantom.map(({ run }) => run)).toEqual(["x", "b", "m", "z"]);
  });

  test("has the taps that were present and the times in which they may have missed readings", () => {
    const { taps, gaps } = judge([gap("mqtt-bridge", 3, 4), gap("consumer", 5)], {
      taps: ["mqtt-bridge", "kafka"],
    });
    expect(taps).toEqual(["mqtt-bridge", "kafka"]);
    expect(gaps).toEqual({
      publisher: [],
      mqtt: [],
      bridge: [],
      "mqtt-bridge": [{ from: 3, to: 4 }],
      kafka: [],
      consumer: [{ from: 5, to: Number.POSITIVE_INFINITY }],
    });
  });
});
