import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { checkout } from "../../../testbed/checkout.ts";
import { shortDrill } from "../../support/commands/short-drill.ts";

test("a connector whose producer compresses is judged like any other", async () => {
  const config = JSON.parse(await readFile(join(checkout, "connect/mqtt-source.json"), "utf8"));
  const report = await shortDrill({
    bridge: {
      kind: "connector",
      plugin: join(checkout, "connect/target/plugins/mqtt-source"),
      config: { ...config, "producer.override.compression.type": "lz4" },
    },
    fault: { kind: "kill", part: "bridge" },
  });
  expect(report.outside).toEqual([]);
  expect(report.counts.inKafka).toBe(report.counts.made);
  expect(report.evidence.gaps.kafka).toEqual([]);
});
