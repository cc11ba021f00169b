import { expect, test } from "vitest";
import { MqttBroker } from "../../../../services/shared/mqtt/mqtt-broker.ts";
import { UnreachableError } from "../../../../testbed/pipeline/foreign/foreign-pipeline.ts";
import { onOwnPipeline, pipelineOptions } from "../../../../testbed/run/own-pipeline.ts";
import { runDefaults } from "../../../../testbed/run/run-defaults.ts";
import { type RunOptions } from "../../../../testbed/run/run-options.ts";
import { closedAddress } from "../../../support/kafka/closed-address.ts";

const options: RunOptions = { ...runDefaults, devices: 1, ratePerSecond: 1, forMs: 1 };
const publisher = { SEED: "7" };

test("the pipeline of a run writes journals, and each of its links is proxied once", () => {
  expect(pipelineOptions(options, publisher, ["mqtt-bridge", "publisher-mqtt", "mqtt-bridge"])).toEqual({
    ...{ journals: true, secure: false, publisher, mqttQos: 1, traceCarrier: "properties" },
    links: ["mqtt-bridge", "publisher-mqtt"],
  });
});

test("the pipeline has the bridge under test", () => {
  const bridge = { kind: "program", command: "./bridge" } as const;
  expect(pipelineOptions({ ...options, bridge }, publisher, [])).toMatchObject({ bridge, links: [] });
});

test("no link of a foreign pipeline is proxied", () => {
  const foreign = {
    mqtt: MqttBroker.at("mqtt://h"),
    mqttTopic: "t",
    kafkaBrokers: "k:9092",
    kafkaTopic: "t",
  };
  const made = pipelineOptions({ ...options, foreign }, publisher, ["mqtt-bridge"]);
  expect(made).toMatchObject({ foreign });
  expect(made).not.toHaveProperty("links");
});

test("a run whose pipeline does not start has that error, and does not run", async () => {
  const phases: string[] = [];
  let runs = 0;
  const foreign = {
    ...{ mqtt: MqttBroker.at(`mqtt://${await closedAddress()}`), mqttTopic: "t" },
    ...{ kafkaBrokers: "k:9092", kafkaTopic: "t" },
  };
  const run = onOwnPipeline(
    options,
    pipelineOptions({ ...options, foreign }, publisher, []),
    { onPhase: (phase) => phases.push(phase), signal: new AbortController().signal },
    async () => {
      runs += 1;
    },
  );
  await expect(run).rejects.toThrow(UnreachableError);
  expect([phases, runs]).toEqual([["start"], 0]);
});
