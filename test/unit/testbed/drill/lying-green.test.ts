import { expect, test } from "vitest";
import { partNames, stages } from "../../../../services/shared/topology.ts";
import { type Claims } from "../../../../testbed/drill/claims.ts";
import { lyingGreen, type Sample } from "../../../../testbed/drill/lying-green.ts";
import { type StageCounts } from "../../../../testbed/run/observe/progress.ts";

const all = (healthy: boolean): Claims =>
  Object.fromEntries(
    partNames.map((part) => [part, { healthy, says: healthy ? "fine" : "no answer" }]),
  ) as Claims;

/** Stage counts: `count` at all stages except those in `others`. */
const counts = (count: number, others: Partial<StageCounts> = {}): StageCounts => ({
  ...(Object.fromEntries(stages.map((stage) => [stage, count])) as StageCounts),
  ...others,
});

const sample = (second: number, stage: StageCounts, claims = all(true)): Sample => ({
  at: second * 1_000_000,
  claims,
  counts: stage,
});

const seconds = [0, 1, 2, 3, 4];

test("no part is a lying green while readings flow", () => {
  expect(lyingGreen(seconds.map((second) => sample(second, counts(second))))).toEqual([]);
});

test("no part is a lying green while no readings wait", () => {
  expect(lyingGreen(seconds.map((second) => sample(second, counts(7))))).toEqual([]);
});

test("a part that reports healthy during a stall is a lying green", () => {
  const stuck = seconds.map((second) => sample(second, counts(100 + second, { inKafka: 5, consumed: 5 })));
  expect(lyingGreen(stuck)).toEqual([{ part: "bridge", forMs: 3_000, says: "fine" }]);
});

test("a part that reports unhealthy during a stall is no lying green", () => {
  const stuck = seconds.map((second) =>
    sample(second, counts(100 + second, { inKafka: 5, consumed: 5 }), all(false)),
  );
  expect(lyingGreen(stuck)).toEqual([]);
});

test("a paused consumer convicts nobody else, nor does it lie itself", () => {
  const claims = { ...all(true), consumer: { healthy: false, says: "no answer" } };
  const stuck = seconds.map((second) => sample(second, counts(100 + second, { consumed: 5 }), claims));
  expect(lyingGreen(stuck)).toEqual([]);
  const healthy = seconds.map((second) => sample(second, counts(100 + second, { consumed: 5 })));
  expect(lyingGreen(healthy).map(({ part }) => part)).toEqual(["consumer"]);
});

test("a killed bridge does not convict the broker, which passes readings on to other subscribers", () => {
  const claims = { ...all(true), bridge: { healthy: false, says: "no answer" } };
  const behind = { delivered: 5, bridgeAcknowledged: 5, inKafka: 5, consumed: 5 };
  const stuck = seconds.map((second) => sample(second, counts(100 + second, behind), claims));
  expect(lyingGreen(stuck)).toEqual([]);
});

test("a broker that passes nothing on to anybody lies", () => {
  const behind = { atBroker: 5, delivered: 5, bridgeAcknowledged: 5, inKafka: 5, consumed: 5 };
  const stuck = seconds.map((second) => sample(second, counts(100 + second, behind)));
  expect(lyingGreen(stuck).map(({ part }) => part)).toEqual(["mqtt"]);
});

test("a tap that is behind convicts nobody: a later stage shows that readings pass", () => {
  const kafkaBehind = seconds.map((second) => sample(second, counts(100 + second, { inKafka: 5 })));
  expect(lyingGreen(kafkaBehind)).toEqual([]);
  const mqttBehind = seconds.map((second) => sample(second, counts(100 + second, { atBroker: 5 })));
  expect(lyingGreen(mqttBehind)).toEqual([]);
});

test("a bridge that stalls while the consumer catches up with Kafka lies", () => {
  const stuck = seconds.map((second) =>
    sample(second, counts(100 + second, { inKafka: 50, consumed: 10 + second })),
  );
  expect(lyingGreen(stuck).map(({ part }) => part)).toEqual(["bridge"]);
});

test.each(["sent", "atBroker", "inKafka", "consumed"] as const)(
  "one reading lost for ever before %s convicts nobody while no others come",
  (stage) => {
    const flowing = [0, 1].map((second) => sample(second, counts(10 + second, { [stage]: 9 + second })));
    const quiet = [2, 3, 4, 5, 6].map((second) => sample(second, counts(11, { [stage]: 10 })));
    expect(lyingGreen([...flowing, ...quiet])).toEqual([]);
  },
);

test("a stall lasts from the first reading that waits, not from the last one that passed", () => {
  const quiet = [0, 1, 2, 3].map((second) => sample(second, counts(7)));
  const waiting = [4, 5, 6].map((second) =>
    sample(second, counts(7, { made: 8, sent: 8, atBroker: 8, delivered: 8 })),
  );
  expect(lyingGreen([...quiet, ...waiting])).toEqual([{ part: "bridge", forMs: 2_000, says: "fine" }]);
});

test("a pause of less than two seconds is no stall", () => {
  const paused = [0, 0.5, 1, 1.5].map((second) =>
    sample(second, counts(100 + second, { inKafka: 5, consumed: 5 })),
  );
  expect(lyingGreen([...paused, sample(2, counts(200))])).toEqual([]);
});

test("a publisher that makes readings and sends none lies", () => {
  const stuck = seconds.map((second) => sample(second, counts(5, { made: 100 + second })));
  expect(lyingGreen(stuck)).toEqual([{ part: "publisher", forMs: 3_000, says: "fine" }]);
});

test("without a tap on the link, the MQTT tap shows what came to the bridge", () => {
  const stuck = seconds.map((second) =>
    sample(second, counts(100 + second, { delivered: 0, bridgeAcknowledged: 0, inKafka: 5, consumed: 5 })),
  );
  expect(lyingGreen(stuck)).toEqual([{ part: "bridge", forMs: 3_000, says: "fine" }]);
});

test("a link that has passed nothing yet is tapped: what waits before it does not convict the bridge", () => {
  const none = { delivered: 0, bridgeAcknowledged: 0, inKafka: 0, consumed: 0 };
  const before = seconds.map((second) => sample(second, counts(100 + second, none)));
  const after = sample(5, counts(200));
  expect(lyingGreen([...before, after])).toEqual([]);
});

test("of several stalls the first of the longest counts, with the claim at its end", () => {
  const says = (text: string): Claims => ({ ...all(true), bridge: { healthy: true, says: text } });
  const stalled = (passed: number, from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, index) =>
      sample(
        from + index,
        counts(100 + from + index, { inKafka: passed, consumed: passed }),
        says(`claim ${from + index}`),
      ),
    );
  const stalls = [...stalled(5, 0, 3), ...stalled(6, 4, 9), ...stalled(7, 10, 15)];
  expect(lyingGreen(stalls)).toEqual([{ part: "bridge", forMs: 4_000, says: "claim 9" }]);
});

test("a stall that the part admits for a moment begins anew afterwards", () => {
  const stuck = seconds.map((second) =>
    sample(second, counts(100 + second, { inKafka: 5, consumed: 5 }), all(second !== 2)),
  );
  expect(lyingGreen([...stuck, sample(5, counts(200))])).toEqual([]);
});
