import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { MqttBroker } from "../../services/shared/mqtt/mqtt-broker.ts";
import { type LedgerFact } from "../../testbed/ledger/fact.ts";
import { BrokerFiles } from "../../testbed/pipeline/foreign/broker-files.ts";
import { freePorts } from "../../testbed/pipeline/ports.ts";
import { mosquittoVersionOf } from "../../testbed/pipeline/probes/versions.ts";
import { ProcessPart } from "../../testbed/pipeline/processes/process-part.ts";
import { serviceProgram } from "../../testbed/pipeline/processes/service-program.ts";
import { MqttTap } from "../../testbed/taps/mqtt-tap.ts";
import { waitFor } from "../../testbed/wait-for.ts";
import { matchingProcesses } from "../support/commands/matching-processes.ts";
import { type SecuredMosquitto, startSecuredMosquitto, userInfo } from "../support/mqtt/secured-mosquitto.ts";

const names = { url: "url", credentials: "credentials", ca: "ca", cert: "cert", key: "key" };

const brokers: Readonly<Record<string, (mosquitto: SecuredMosquitto) => MqttBroker>> = {
  "user and password of a URL": ({ ports }) =>
    MqttBroker.at(`mqtt://${userInfo}@127.0.0.1:${ports.password}`),
  "TLS, a client certificate and a file of user and password": ({ ports, files: { otherCa: _, ...files } }) =>
    MqttBroker.open({ url: `mqtts://localhost:${ports.tls}`, ...files }, names),
};

test.each(Object.keys(brokers))(
  "publisher, tap and health check log in with %s, which no process shows",
  async (way) => {
    await using resources = new AsyncDisposableStack();
    const mosquitto = resources.use(await startSecuredMosquitto());
    const folder = await mkdtemp(join(tmpdir(), "mqtt-clients-"));
    resources.defer(() => rm(folder, { recursive: true }));
    const broker = brokers[way]?.(mosquitto) as MqttBroker;
    const facts: LedgerFact[] = [];
    const options = { topic: "coffee", qos: 1, traceCarrier: "properties" } as const;
    resources.use(await MqttTap.open({ broker, ...options }, (fact) => facts.push(fact)));
    expect(await mosquittoVersionOf(broker)).toMatch(/^\d+\.\d+/);

    const files = new BrokerFiles(broker, join(folder, "secrets"));
    const [port = 0] = await freePorts(1);
    const log = join(folder, "publisher.log");
    const { signal } = new AbortController();
    const publisher = new ProcessPart(serviceProgram("publisher", port, { ...files.environment }, log), {
      signal,
    });
    resources.defer(() => publisher.stop());
    const starting = (async () => {
      await using _written = await files.write();
      await publisher.start();
    })();
    expect(await matchingProcesses(mosquitto.secret, starting)).toEqual([]);
    await starting;
    expect(await readdir(folder)).toEqual(["publisher.log"]);
    // The tap gets what the publisher sends: both are let in.
    await waitFor({ description: "a reading at the tap", timeoutMs: 20_000 }, () =>
      facts.some(({ fact }) => fact === "seen") ? true : undefined,
    );
    expect(await matchingProcesses(mosquitto.secret, Promise.resolve())).toEqual([]);
    await publisher.stop();
    const logged = await readFile(log, "utf8");
    expect(logged).toContain(`"broker":"${broker}"`);
    expect(logged).not.toMatch(mosquitto.secret);
  },
);
