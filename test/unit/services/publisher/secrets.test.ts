import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { waitFor } from "../../../../testbed/wait-for.ts";
import { closedAddress } from "../../../support/kafka/closed-address.ts";
import { startStubBroker } from "../../../support/mqtt/stub-broker.ts";

const main = fileURLToPath(new URL("../../../../services/publisher/main.ts", import.meta.url));

/** Starts a publisher as a process; its output grows. */
function startPublisher(environment: NodeJS.ProcessEnv) {
  const child: ChildProcess = spawn(process.execPath, [main], {
    env: {
      PATH: process.env["PATH"],
      NODE_COMPILE_CACHE: process.env["NODE_COMPILE_CACHE"],
      PORT: "0",
      DEVICES: "d",
      LOG_LEVEL: "trace",
      ...environment,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const publisher = { child, output: "", ended: new Promise((resolve) => child.once("close", resolve)) };
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding("utf8").on("data", (text: string) => {
      publisher.output += text;
    });
  return publisher;
}

/** Waits until the condition holds; a process takes seconds to start on a busy machine. */
function until(description: string, isMet: () => boolean): Promise<true> {
  return waitFor({ description, timeoutMs: 25_000 }, () => isMet() || undefined);
}

/** Returns the variables for a login at a broker, for each way in. */
function waysIn(url: string): Record<string, NodeJS.ProcessEnv> {
  const folder = mkdtempSync(join(tmpdir(), "credentials-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "credentials");
  writeFileSync(file, "topuser\ns3:cret\n");
  return {
    url: { MQTT_URL: url.replace("//", "//topuser:s3%3Acret@") },
    file: { MQTT_URL: url, MQTT_CREDENTIALS_FILE: file },
  };
}

test.each(["url", "file"])(
  "a publisher that connects, loses the connection and stops tells user and password to the broker alone (%s)",
  async (way) => {
    let isAway = false;
    await using broker = await startStubBroker(
      (packet, { send, cut }) => {
        if (packet.cmd !== "publish") return;
        if (isAway) cut();
        else send({ cmd: "puback", messageId: packet.messageId ?? 0, reasonCode: 0 });
      },
      {},
      ({ send, cut }) =>
        isAway ? cut() : send({ cmd: "connack", reasonCode: 0, sessionPresent: false, properties: {} }),
    );
    const publisher = startPublisher({
      MIN_INTERVAL_MS: "5",
      MAX_INTERVAL_MS: "5",
      ...waysIn(broker.url)[way],
    });
    await until("a connection", () => publisher.output.includes("connected to the broker"));
    const { port } = JSON.parse(publisher.output.split("\n").find((line) => line.includes('"port"')) ?? "{}");
    isAway = true;
    await until("a loss", () => publisher.output.includes("no connection to the broker"));
    const reading = ["/", "/status", "/metrics", "/readyz", "/healthz"].map(async (path) =>
      (await fetch(`http://127.0.0.1:${port}${path}`)).text(),
    );
    const pages = await Promise.all(reading);
    publisher.child.kill("SIGTERM");
    await publisher.ended;
    const [login] = broker.received.flatMap(({ packet }) => (packet.cmd === "connect" ? [packet] : []));
    expect([login?.username, login?.password?.toString()]).toEqual(["topuser", "s3:cret"]);
    expect(publisher.output).toContain(broker.url);
    for (const text of [publisher.output, ...pages]) expect(text).not.toMatch(/topuser|s3.*cret/);
  },
);

test.each([
  [
    "a broker that does not answer",
    async () => ({ MQTT_URL: `mqtt://topuser:s3cret@${await closedAddress()}` }),
  ],
  ["a URL that is refused", async () => ({ MQTT_URL: "mqtt://topuser:s3cret/@h" })],
  [
    "two logins",
    async () => ({ MQTT_URL: "mqtt://topuser:s3cret@h", MQTT_CREDENTIALS_FILE: "/no-such-file" }),
  ],
])("%s: no user and password in the error", async (_name, environment) => {
  const publisher = startPublisher(await environment());
  await until("a report", () => /no connection to the broker|MQTT_/.test(publisher.output));
  publisher.child.kill("SIGTERM");
  await publisher.ended;
  expect(publisher.output).not.toMatch(/topuser|s3cret/);
  // One line for each setting, no stack.
  expect(publisher.output).not.toMatch(/^ +at /m);
});
