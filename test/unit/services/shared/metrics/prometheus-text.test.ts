import { expect, test } from "vitest";
import { samplesIn } from "../../../../../services/shared/metrics/prometheus-text.ts";

test("every sample has its name, its labels and its value; comments are none", () => {
  const text = `# HELP up 1
# TYPE up gauge
up 1
seconds_total{connector="mqtt-source",task="0"} 1.5E9 1700000000
`;
  expect(samplesIn(text)).toEqual([
    { name: "up", labels: {}, value: 1 },
    { name: "seconds_total", labels: { connector: "mqtt-source", task: "0" }, value: 1.5e9 },
  ]);
});

test("labels are unescaped, and may hold braces, commas and quotes", () => {
  const [sample] = samplesIn(String.raw`a{topic="x}, y=\"z\" \\ \n",b=""} 0`);
  expect(sample?.labels).toEqual({ topic: 'x}, y="z" \\ \n', b: "" });
});

test("infinities and numbers that are none are told apart", () => {
  expect(samplesIn("a +Inf\nb -Inf\nc NaN\n").map(({ value }) => value)).toEqual([
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    Number.NaN,
  ]);
});
