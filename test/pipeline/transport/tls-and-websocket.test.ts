import { readFile } from "node:fs/promises";
import { connectAsync } from "mqtt";
import { expect } from "vitest";
import { freePorts, loopback } from "../../../testbed/pipeline/ports.ts";
import { type MosquittoListeners, startMosquittoListeners } from "../../support/mqtt/mosquitto-listeners.ts";
import { KafkaReader } from "../../support/pipeline/kafka-reader.ts";
import { OwnConnector } from "../../support/pipeline/own-connector.ts";
import { test } from "../../support/pipeline/pipeline-test.ts";

// A worker in a container does not reach the Mosquitto of this machine's loopback.
const testOfLocalWorker = process.env["TEST_RUNTIME"] === "compose" ? test.skip : test;

testOfLocalWorker(
  "messages of a real Mosquitto arrive over TLS, mutual TLS, WebSocket, both, and the second of two addresses; the client's key is in no log and no answer",
  async ({ pipeline }) => {
    await using mosquitto = await startMosquittoListeners();
    const { urls, client } = mosquitto;
    const topic = `transport-${crypto.randomUUID()}`;
    const texts = settingsAsText(mosquitto);
    const forms = await formsOf(mosquitto);
    await using disposables = new AsyncDisposableStack();
    const connectors: OwnConnector[] = [];
    disposables.defer(async () => {
      await Promise.all(connectors.map((connector) => connector[Symbol.asyncDispose]()));
    });
    await Promise.all(
      forms.map(async (settings) => connectors.push(await OwnConnector.register(pipeline, topic, settings))),
    );
    const publisher = disposables.adopt(
      await connectAsync(urls.plain, { protocolVersion: 5, reconnectPeriod: 0 }),
      (connected) => connected.endAsync(),
    );
    await publisher.publishAsync(topic, "for all", { qos: 1, retain: true });
    await Promise.all(
      connectors.map(async ({ name }) => {
        await using reader = await KafkaReader.open(pipeline, name);
        expect((await reader.waitForCount(1)).map(({ value }) => String(value))).toEqual(["for all"]);
      }),
    );

    const { connect } = pipeline.addresses;
    const secret = client.key.split("\n")[1] ?? "";
    // An address of which no connector has a session: the first start fails with a file that cannot be read.
    const broken = {
      "mqtt.url": urls.mutualTls.replace(loopback, "localhost"),
      ...texts,
      "mqtt.tls.key": secret,
    };
    const answers = [
      // A key without its first line counts as a path, and the task fails with it.
      await connectors[0]?.configure(topic, broken).catch(String),
      await connectors[1]
        ?.configure(topic, { ...broken, "mqtt.tls.key": `-----BEGIN PRIVATE KEY-----\n${secret}` })
        .catch(String),
      ...(await Promise.all(
        connectors.map(async ({ name }) => await (await connect.fetch(`/connectors/${name}/status`)).text()),
      )),
    ];
    expect(answers[0]).toContain("mqtt.tls.key is neither PEM nor the path of a file");
    expect(answers[1]).toContain("mqtt.tls.key has no complete block of PEM");
    expect(answers.join("\n")).not.toContain(secret);
    const log = await readFile(pipeline.part("bridge").logFile, "utf8");
    expect(log).toContain(topic);
    expect(log).not.toContain(secret);
  },
);

/** Returns the settings of mutual TLS, line breaks written as an environment variable may have them. */
function settingsAsText({ ca, client }: MosquittoListeners) {
  return {
    "mqtt.tls.ca": ca,
    "mqtt.tls.certificate": client.certificate,
    "mqtt.tls.key": client.key.replaceAll("\n", "\\n"),
  };
}

/** Returns the settings of a connector for each form of transport. */
async function formsOf(mosquitto: MosquittoListeners): Promise<readonly Readonly<Record<string, string>>[]> {
  const { urls, ca, files } = mosquitto;
  const [nobody] = await freePorts(1);
  return [
    { "mqtt.url": urls.tls, "mqtt.tls.ca": ca },
    {
      "mqtt.url": `mqtts://${loopback}:${nobody},${urls.mutualTls}`,
      ...{ "mqtt.tls.ca": ca, "mqtt.tls.certificate": files.certificate, "mqtt.tls.key": files.key },
    },
    { "mqtt.url": urls.webSocket },
    { "mqtt.url": urls.mutualTlsWebSocket, ...settingsAsText(mosquitto) },
  ];
}
