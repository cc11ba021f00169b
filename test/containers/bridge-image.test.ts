import { execFileSync } from "node:child_process";
import { afterAll, test as base, beforeAll, expect, vi } from "vitest";
import { startPipeline } from "../../testbed/library/start-pipeline.ts";
import { shortDrill } from "../support/commands/short-drill.ts";
import { TestbedCommand } from "../support/commands/testbed-command.ts";
import { docker, FixtureImage } from "../support/containers/fixture-image.ts";
import { engineIsMissing } from "../support/pipeline/engine-is-missing.ts";
import "../../testbed/library/vitest.ts";

const test = (await engineIsMissing()) ? base.skip : base;

const secret = "s3cret-of-the-bridge";
const short = ["--rate", "200", "--devices", "10", "--for", "3s", "--outage", "1s"];
const kill = ["drill", "kill", "bridge", ...short];
const things = new AsyncDisposableStack();
let honest: FixtureImage;
let acknowledgesEarly: FixtureImage;

beforeAll(async () => {
  if (await engineIsMissing()) return;
  // It logs that it has the variable, and not its value.
  const command = 'echo "token of $(printf %s "$TOKEN" | wc -c) characters"; exec node /bridge.mjs';
  honest = things.use(await FixtureImage.build("honest", command));
  acknowledgesEarly = things.use(
    await FixtureImage.build("faulty/acknowledges-early", "exec node /bridge.mjs"),
  );
});

afterAll(() => things.disposeAsync());

test("a bridge in a container is killed, stopped and paused through the engine, and loses nothing if it is right", async () => {
  {
    await using pipeline = await startPipeline({ bridge: { image: honest.name } });
    const [name = ""] = await honest.containers();
    const format = "{{.State.Status}} {{.State.ExitCode}}";
    const state = async () => (await docker("inspect", "--format", format, name)).trim();
    const faults = { kill: "exited 137", stop: "exited 0", pause: "paused 0" } as const;
    for (const kind of ["kill", "stop", "pause"] as const) {
      const running = pipeline.withFault({ kind, part: "bridge" }, { forMs: 2_000, outageMs: 1_500 });
      await vi.waitFor(async () => expect(await state()).toBe(faults[kind]), {
        timeout: 30_000,
        interval: 20,
      });
      const run = await running;
      expect(run).toHaveLost(0);
      expect(run).toHaveUnconfirmed(0);
      expect(run).toRecoverWithin("30s");
    }
    expect([await honest.containers(), await state()]).toEqual([[name], "running 0"]);
  }
  expect(await honest.containers()).toEqual([]);
});

test("a bridge in a container that acknowledges too early is convicted, and nothing is left", async () => {
  const report = await shortDrill({
    bridge: { kind: "image", image: acknowledgesEarly.name, environment: {} },
    fault: { kind: "kill", part: "bridge" },
    // A lost final reading would also count as missingFinal.
    toggleEveryMs: undefined,
  });
  expect(report.outside.map(({ word }) => word)).toEqual(["lost"]);
  expect(report.drill.bridge).toBe(acknowledgesEarly.name);
  expect(report.lostAt["bridge-kafka"]).toBe(report.counts.lost);
  expect(await acknowledgesEarly.containers()).toEqual([]);
});

test("a variable of the caller reaches the container, its value neither report, log nor terminal, and Ctrl-C leaves nothing", async () => {
  vi.stubEnv("TOKEN", secret);
  const env = ["--bridge-image", honest.name, "--bridge-env", "TOKEN"];
  await using drill = new TestbedCommand("drill", "pause", "bridge", ...short, "--outage", "60s", ...env);
  vi.unstubAllEnvs();
  await drill.waitForOutput("❯ Fault");
  drill.interrupt();
  expect(await drill.exitCode, drill.output).toBe(130);
  expect([await honest.containers(), drill.leftOvers]).toEqual([[], []]);
  const found = (text: string) =>
    execFileSync("sh", ["-c", 'grep -rl "$1" "$2" || true', "sh", text, drill.reportFolder], {
      encoding: "utf8",
    });
  expect(found(`token of ${secret.length} characters`)).toContain("connect.log");
  expect([found(secret), drill.output.includes(secret)]).toEqual(["", false]);
});

test("the container of a drill whose tester is killed goes with it, and no other container does", async () => {
  const other = `mqtt-kafka-testbed-other-${process.pid}`;
  await docker("run", "--detach", "--name", other, honest.name, "sleep", "600");
  await using drill = new TestbedCommand(
    "drill",
    "pause",
    "bridge",
    ...short,
    "--outage",
    "60s",
    "--bridge-image",
    honest.name,
  );
  await drill.waitForOutput("❯ Fault");
  expect(await honest.containers()).toHaveLength(2);
  drill.killTester();
  await vi.waitFor(async () => expect([await honest.containers(), drill.leftOvers]).toEqual([[other], []]), {
    timeout: 30_000,
    interval: 100,
  });
  await docker("rm", "--force", other);
});

test("a container that something else starts again is no outage: not carried out, and nothing is left", async () => {
  await using drill = new TestbedCommand(...kill, "--outage", "3s", "--bridge-image", honest.name);
  await drill.waitForOutput("❯ Fault");
  const running = () => honest.containers("status=running");
  const [name = ""] = await vi.waitFor(
    async () => {
      expect(await running()).toEqual([]);
      return await honest.containers("status=exited");
    },
    { timeout: 20_000, interval: 20 },
  );
  await docker("start", name);
  expect(await drill.exitCode, drill.output).toBe(3);
  expect(drill.output).toMatch(
    /the bridge (connected to the broker .* more while|is still connected to the broker .* after) its container was ended: if something starts it again/,
  );
  expect([await honest.containers(), drill.leftOvers]).toEqual([[], []]);
});

test("a drill with docker run as the command of the bridge is not carried out, and the container is named or ended", async () => {
  const variables = ["MQTT_URL", "MQTT_TOPIC", "MQTT_QOS", "KAFKA_BROKERS", "KAFKA_TOPIC"];
  const env = variables.map((name) => `--env ${name}`).join(" ");
  const command = `exec docker run --rm --network host ${env} ${honest.name}`;
  await using drill = new TestbedCommand(...kill, "--bridge-command", command);
  expect(await drill.exitCode, drill.output).toBe(3);
  expect(drill.output).toContain(
    "the bridge is still connected to the broker 5 s after its command was ended: if the command starts a container",
  );
  if (process.getuid?.() === 0) {
    expect(drill.output).toMatch(
      /had left running: node \(process \d+, container [0-9a-f]{12}\)\. It has been ended/,
    );
    await vi.waitFor(async () => expect(await honest.containers()).toEqual([]), { timeout: 10_000 });
  } else {
    expect(drill.output).toContain(
      "its process cannot be seen from here. Check for a container, and stop it.",
    );
  }
});

test("an image that cannot be had and a container that ends at once are one message each, and nothing is left", async () => {
  const missing = "127.0.0.1:1/nobody/nothing:1";
  for (const command of [["matrix", "--without-ours"], ["none"]]) {
    await using drill = new TestbedCommand("drill", ...command, "--bridge-image", missing);
    expect(await drill.exitCode, drill.output).toBe(2);
    expect(drill.output.match(/cannot be had/g)).toHaveLength(1);
    expect(drill.output).toContain(`The image ${missing} cannot be had: an image that the engine has`);
    expect(drill.leftOvers).toEqual([]);
  }
  await using ending = await FixtureImage.build("honest", "echo last words; exit 7");
  await using drill = new TestbedCommand(...kill, "--bridge-image", ending.name);
  expect(await drill.exitCode, drill.output).toBe(3);
  expect(drill.output).toMatch(
    /connect ended during its start: exit code 7\n[^\n]*connect\.log:\n +last words/,
  );
  expect([await ending.containers(), drill.leftOvers]).toEqual([[], []]);
});
