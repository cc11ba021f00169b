import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { pino } from "pino";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Consumer } from "../../services/consumer/consumer.ts";
import { kafkaReader } from "../../services/consumer/reader/open-reader.ts";
import { MqttBroker } from "../../services/shared/mqtt/mqtt-broker.ts";
import { foreignAccess } from "../../testbed/pipeline/foreign/foreign-access.ts";
import { endOffsets } from "../../testbed/pipeline/foreign/reach-foreign.ts";
import { type DrillReport, drillReport } from "../../testbed/report/drill/drill-report.ts";
import { readLog } from "../../testbed/taps/independent/independent-log-reader.ts";
import { waitFor } from "../../testbed/wait-for.ts";
import { fixtureConsumer } from "../support/commands/fixture-consumer.ts";
import { TestbedCommand } from "../support/commands/testbed-command.ts";
import { ClientLines } from "../support/kafka/client-lines.ts";
import { clientUnderTest } from "../support/kafka/client-under-test.ts";
import { hasIpv6, type SecuredKafka, user } from "../support/kafka/secured-kafka.ts";
import { type SecuredPipeline, startSecuredPipeline } from "../support/pipeline/secured-pipeline.ts";

const silent = pino({ level: "silent" });
const verdictTimeoutMs = 120_000;

type Listener = keyof SecuredKafka["brokers"];

let pipeline: SecuredPipeline;
let lines: ClientLines;
beforeAll(async () => {
  pipeline = await startSecuredPipeline();
  lines = await ClientLines.write(pipeline);
});
afterAll(() => pipeline[Symbol.asyncDispose]());

/** Lines of client properties that each listener asks for. */
const sound: Readonly<Record<Listener, () => readonly string[]>> = {
  plainText: () => [],
  ipv6: () => [],
  mutualTls: () => lines.mutualTls(),
  mutualTlsIpv6: () => lines.mutualTls(),
  scram: () => [...lines.scram("SCRAM-SHA-512"), "session.timeout.ms=6000"],
  plain: () => ["client.id=not-followed", ...lines.plain()],
};

/** Returns the drill's arguments for the foreign pipeline, by this listener and with these client properties. */
function drillArguments(listener: Listener, properties: readonly string[]): string[] {
  const file = pipeline.file(`${crypto.randomUUID()}.properties`, properties);
  const mqttUrl = listener === "ipv6" ? pipeline.mqttUrlIpv6 : pipeline.mqttUrl;
  return [
    ...["drill", "none", "--mqtt", mqttUrl, "--kafka", pipeline.kafka.brokers[listener]],
    ...(properties.length === 0 ? [] : ["--kafka-config", relative(process.cwd(), file)]),
    ...["--rate", "50", "--devices", "5", "--for", "1s"],
  ];
}

/** Expects that the drill judges the pipeline, and tells nobody the password. */
async function expectVerdict(command: TestbedCommand): Promise<DrillReport> {
  expect(await command.exitCode, command.output).toBe(0);
  const report = drillReport.parse(command.report("report.json"));
  // Also of drills that run at the same time nothing counts as its own.
  expect(report.outside).toEqual([]);
  expect(report.counts.made).toBeGreaterThan(0);
  expect(report.counts.consumed).toBe(report.counts.made);
  const texts = readdirSync(command.reportFolder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"));
  expect(texts.length).toBeGreaterThan(1);
  for (const text of [command.output, ...texts]) expect(text).not.toContain(user.password);
  return report;
}

test.concurrent.for<Listener>(["plainText", ...(hasIpv6 ? (["ipv6"] as const) : []), "mutualTls", "plain"])(
  "a pipeline with a Kafka of default settings is judged through its listener %s",
  { timeout: verdictTimeoutMs },
  async (listener, { expect: expectHere }) => {
    await using command = new TestbedCommand(...drillArguments(listener, sound[listener]()));
    const { drill } = await expectVerdict(command);
    if (listener === "plain") expectHere(command.output).toContain("client.id");
    if (listener === "ipv6")
      expectHere(drill.bridge).toBe(`${pipeline.mqttUrlIpv6} → ${pipeline.kafka.brokers.ipv6}`);
  },
);

const underTest = (name: string) => ["--consumer-command", fixtureConsumer(name).command];

test.concurrent.for<[string, readonly string[], "journal" | "commits" | undefined]>([
  ["a pipeline with our consumer", [], undefined],
  ["a consumer under test", underTest("honest"), "journal"],
  ["a consumer under test that writes no journal", underTest("without-journal"), "commits"],
])(
  "%s is judged with a password that no process has in its arguments or its environment",
  { timeout: verdictTimeoutMs },
  async ([, consumer, kind]) => {
    await using command = new TestbedCommand(...drillArguments("scram", sound.scram()), ...consumer);
    const wait = { description: "the consumer to run", timeoutMs: verdictTimeoutMs };
    const pid = await waitFor(wait, () => command.processes["consumer"]);
    const shown = ["cmdline", "environ"].map((file) => readFileSync(`/proc/${pid}/${file}`, "utf8")).join("");
    expect(shown).toContain("KAFKA_CONFIG=");
    expect(shown).not.toContain(user.password);
    expect((await expectVerdict(command)).evidence.consumer?.kind).toBe(kind);
  },
);

/** Returns the terms of client properties with these lines. */
function access(properties: readonly string[]) {
  return foreignAccess({ kafkaConfig: pipeline.file(`${crypto.randomUUID()}.properties`, properties) });
}

/** Returns the part of the log that a client reads by this listener: its ends as kafkajs has them, and what the other client reads. */
async function readBy(listener: Listener, properties: readonly string[]) {
  const { mqttUrl, topic, kafka } = pipeline;
  const terms = access(properties);
  const mqtt = MqttBroker.at(mqttUrl);
  const foreign = { mqtt, mqttTopic: topic, kafkaBrokers: kafka.brokers[listener], kafkaTopic: topic };
  const ends = await endOffsets(foreign, terms, silent);
  const brokers = [kafka.brokers[listener]];
  let records = 0;
  await readLog(
    { brokers, topics: [topic], security: terms.security },
    () => {
      records += 1;
    },
    AbortSignal.timeout(verdictTimeoutMs),
  );
  return { ends: [...ends.values()].reduce((sum, end) => sum + end, 0), records };
}

test("both clients read the log by every listener, with both digests of SCRAM, and with a key store of PKCS12", async () => {
  const listeners = (Object.keys(sound) as Listener[]).filter(
    (listener) => hasIpv6 || !/ipv6/i.test(listener),
  );
  for (const listener of listeners) {
    const { ends, records } = await readBy(listener, sound[listener]());
    expect(records, listener).toBeGreaterThan(0);
    expect(ends, listener).toBe(records);
  }
  const whole = await readBy("plainText", []);
  await expect(readBy("scram", lines.scram("SCRAM-SHA-256"))).resolves.toEqual(whole);
  await expect(readBy("mutualTls", lines.mutualTlsByPkcs12())).resolves.toEqual(whole);
});

test.for<[string, Listener, () => readonly string[], RegExp]>([
  [
    "wrong password of SCRAM",
    "scram",
    () => lines.scram("SCRAM-SHA-512", "wr0ng"),
    /SASL SCRAM .*invalid credentials/,
  ],
  [
    "wrong password of PLAIN",
    "plain",
    () => lines.plain("wr0ng"),
    /SASL PLAIN .*Invalid username or password/,
  ],
  [
    "another authority",
    "scram",
    () => lines.scram("SCRAM-SHA-512", undefined, lines.files.otherCa),
    /the broker's certificate is not trusted .*ssl\.truststore\.\*/,
  ],
  [
    "no client certificate",
    "mutualTls",
    () => lines.tls(),
    /the broker refuses the TLS connection \([a-z ]*certificate[a-z ]*\): see ssl\.keystore\.\*/,
  ],
  ["plain text instead of TLS", "mutualTls", () => [], /the broker speaks TLS there/],
  ["TLS instead of plain text", "plainText", () => lines.tls(), /it may speak plain text there/],
  ["no user", "plain", () => [], /it closes the connection: TLS or SASL may be needed/],
  ["no user behind TLS", "scram", () => lines.tls(), /: SASL, or another client/],
  ["a user where there are none", "plainText", () => lines.plain(), /a listener without SASL needs/],
])("%s is refused in one line", async ([, listener, properties, reason]) => {
  const error = await readBy(listener, properties()).catch((refusal: unknown) => refusal);
  expect(error).toBeInstanceOf(Error);
  const { message } = error as Error;
  expect(message).toMatch(reason);
  expect(message).toMatch(/^--kafka [^\n]*$/);
  expect(message).not.toContain("wr0ng");
});

test("a drill that Kafka refuses ends with one line and exit code 2", async () => {
  await using command = new TestbedCommand(...drillArguments("scram", lines.scram("SCRAM-SHA-512", "wr0ng")));
  expect(await command.exitCode, command.output).toBe(2);
  const refusals = command.output.split("\n").filter((line) => line.startsWith("--kafka"));
  expect(refusals).toEqual([
    expect.stringMatching(/^--kafka localhost:\d+: a connection to Kafka is not possible \(SASL SCRAM/),
  ]);
  expect(command.output).not.toMatch(/wr0ng|^\s+at /m);
});

test("the second client gives up at once on a password that is refused", async () => {
  const { kafka, topic } = pipeline;
  for (const [listener, properties] of [
    ["scram", lines.scram("SCRAM-SHA-256", "wr0ng")],
    ["plain", lines.plain("wr0ng")],
  ] as const) {
    const { security } = access(properties);
    const options = { brokers: [kafka.brokers[listener]], topics: [topic], security } as const;
    const never = new AbortController();
    await expect(readLog(options, () => undefined, never.signal)).rejects.toThrow(
      `${topic} cannot be read: SASL authentication failed.`,
    );
  }
});

test("the session timeout of the project's own Kafka is refused by one with default settings, and the consumer says so", async () => {
  const { kafka, topic } = pipeline;
  const groupId = `test-${crypto.randomUUID()}`;
  const options = { brokers: [kafka.brokers.plainText], topics: [topic], groupId };
  await using consumer = new Consumer(
    kafkaReader(clientUnderTest, options, silent),
    { handle: () => undefined },
    silent,
  );
  consumer.start();
  const wait = { description: "a refusal", timeoutMs: 30_000 };
  const refusal = await waitFor(wait, () => {
    const { notReady } = consumer;
    return notReady?.includes("session timeout") ? notReady : undefined;
  });
  expect(refusal).toContain("group.min.session.timeout.ms");
});
