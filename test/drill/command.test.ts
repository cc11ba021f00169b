import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { checkout } from "../../testbed/checkout.ts";
import { freePorts } from "../../testbed/pipeline/ports.ts";

test.concurrent.each([
  [["kill", "nobody"], "'nobody' is invalid for argument 'part'. Allowed choices are publisher, mqtt"],
  [["cut", "kafka"], "Allowed choices are publisher-mqtt, mqtt-bridge, bridge-kafka, kafka-consumer"],
  [
    ["thin", "kafka"],
    "'kafka' is invalid for argument 'link'. Allowed choices are publisher-mqtt, mqtt-bridge",
  ],
  [["thin", "bridge-kafka", "--bandwidth", "0"], "a whole number from 1 to 1000000 is allowed"],
  [["thin", "bridge-kafka", "--bandwidth", "-5"], "a whole number from 1 to 1000000 is allowed"],
  [["flap", "mqtt-bridge", "--cuts", "0"], "a whole number from 2 to 1000 is allowed"],
  [
    ["flap", "mqtt-bridge", "--cuts", "40", "--outage", "3s"],
    "--outage: fault flap with cuts 40: an outage of at least 3950 ms is allowed, not 3000 ms",
  ],
  [["matrix", "--outage", "100ms"], "fault flap with cuts 5: an outage of at least 450 ms is allowed"],
  [["hang", "mqtt"], "'mqtt' is invalid for argument 'link'"],
  [["hang", "mqtt-bridge", "--bandwidth", "3"], "unknown option '--bandwidth'"],
  [["burn", "kafka"], "unknown command 'burn'"],
  [["kill", "connect", "--rate", "0"], "a whole number from 1 to 1000000 is allowed"],
  [["kill", "bridge", "--rate", "30000"], "at most 500 readings/s of each device are allowed"],
  [["kill", "bridge", "--outage", "soon"], "such as 500ms, 10s or 2m"],
  [["kill", "bridge", "--qos", "3"], "Allowed choices are 0, 1, 2"],
  [["kill", "bridge", "--allow", "kittens=1"], "word=count is allowed, with one of made, dropped"],
  [["kill", "connect", "--down", "bridge"], "another part than that of the fault is allowed"],
  [["none", "--mqtt", "mqtt://127.0.0.1:1883"], "--mqtt and --kafka: both are needed, or none"],
  [["none", "--mqtt", "http://h", "--kafka", "h:1"], "mqtt://host:port or mqtts://host:port is allowed"],
  [["none", "--mqtt", "mqtt://h", "--kafka", "h"], "a comma-separated list of host:port is allowed"],
  [["none", "--kafka-topic", "coffee"], "only with --mqtt and --kafka"],
  [["kill", "bridge", "--bridge-env", "TOKEN=1"], "--bridge-env: only with --bridge-image"],
  [
    ["matrix", "--bridge-image", "--privileged"],
    "--bridge-image --privileged: the name of an image is allowed",
  ],
  [
    ["none", "--mqtt", "mqtt://h", "--kafka", "h:1", "--bridge-image", "mine:1"],
    "not with --bridge-command, --bridge-image, --bridge-env, --connector or --runtime",
  ],
  [["matrix", "--qos", "1,1"], "a comma-separated list of 0, 1 and 2 is allowed, each once"],
  [["matrix", "--faults", "kill nobody"], "Allowed choices are none, kill publisher"],
  [["matrix", "--faults", "kill bridge,"], "Allowed choices are none, kill publisher"],
  [["matrix", "--faults", "kill bridge, kill connect"], "each fault is allowed once"],
  [["matrix", "--faults", "none", "--allow", "recovery=1s"], "this one has nothing to recover from"],
  [
    ["matrix", "--without-ours"],
    "only with --bridge-command, --bridge-image, --connector or --consumer-command",
  ],
])("drill %j is rejected in one line with exit code 2, and starts nothing", async (args, message) => {
  const { code, output } = await drill(args);
  expect(code).toBe(2);
  expect(output).toContain(message);
  expect(output.trim().split("\n")).toHaveLength(1);
});

test("a folder that reports cannot be written to is named in one line with exit code 2, and nothing is started", async () => {
  for (const args of [["none"], ["matrix"]]) {
    const { code, output } = await drill([...args, "--out", join(checkout, "package.json", "reports")]);
    expect(code).toBe(2);
    expect(output.trim()).toMatch(
      /^--out .*package.json\/reports: a folder that can be written to is needed \(ENOTDIR/,
    );
    expect(output.trim().split("\n")).toHaveLength(1);
  }
});

test.concurrent.each([
  ["matrix", "--table"],
  ["matrix", "--junit"],
  ["none", "--junit"],
])(
  "a file of %s %s that cannot be written is named in one line with exit code 2, and nothing is started",
  async (command, option) => {
    const file = join(checkout, "package.json", "file");
    const out = await mkdtemp(join(tmpdir(), "matrix-"));
    const { code, output } = await drill([command, option, file, "--out", out]);
    expect(code).toBe(2);
    expect(output.trim()).toMatch(
      new RegExp(`^${option} .*package.json/file: a file that can be written to is needed \\(ENOTDIR`),
    );
    expect(output.trim().split("\n")).toHaveLength(1);
    expect(await readdir(out)).toEqual([]);
    await rm(out, { recursive: true });
  },
);

test("without a container engine a matrix in containers ends with exit code 2 before its first drill", async () => {
  const out = await mkdtemp(join(tmpdir(), "matrix-"));
  const args = ["matrix", "--runtime", "compose", "--out", out];
  const { code, output } = await drill(args, { DOCKER_HOST: `unix://${join(out, "no.sock")}` });
  expect(code).toBe(2);
  expect(output).toContain("No Docker engine answers");
  // Not a name such as /tmp/matrix-Mosxx1/no.sock.
  expect(output).not.toMatch(/^ *1\/\d/m);
  await rm(out, { recursive: true });
});

test("an address without an answer is named in the error, with exit code 2, and nothing is left running", async () => {
  const [mqtt, kafka] = await freePorts(2);
  const folder = await mkdtemp(join(tmpdir(), "drill-"));
  const { code, output } = await drill(
    ["none", "--mqtt", `mqtt://user:secret@127.0.0.1:${mqtt}`, "--kafka", `127.0.0.1:${kafka}`],
    {},
    folder,
  );
  expect(code).toBe(2);
  expect(output).toContain(`--mqtt mqtt://127.0.0.1:${mqtt}: no MQTT broker answers there`);
  expect(output).not.toMatch(/user|secret/);
  expect(await readdir(join(folder, "reports"))).toEqual([]);
  await rm(folder, { recursive: true });
});

test.each([
  ["none", "mqtt://topuser:s3/cret@h"],
  ["none", "--mqt=mqtt://topuser:s3cret@h\u001b[2J"],
])(
  "an argument that is not understood is not repeated with its user and password: %s %s",
  async (...args) => {
    const { code, output } = await drill(args);
    expect(code).toBe(2);
    expect(output).toMatch(/^error: /);
    expect(output).not.toMatch(/topuser|s3/);
    expect(output).not.toContain("\u001b");
  },
);

test("--help prints the help with exit code 0", async () => {
  const { code, output } = await drill(["kill", "--help"]);
  expect(code).toBe(0);
  expect(output).toContain("Exit codes: 0 inside the budget");
  expect(output).toContain("Cannot show a loss of power");
});

function drill(
  args: readonly string[],
  variables: Readonly<Record<string, string>> = {},
  folder = process.cwd(),
): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const command = [join(checkout, "testbed/cli/main.ts"), "drill", ...args];
    // The timeout sends SIGTERM, on which the command stops everything that it has started.
    execFile(
      process.execPath,
      command,
      { timeout: 20_000, env: { ...process.env, ...variables }, cwd: folder },
      (error, stdout, stderr) => {
        resolve({ code: typeof error?.code === "number" ? error.code : 0, output: stdout + stderr });
      },
    );
  });
}
