import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { BridgeContainer } from "../../../../../testbed/pipeline/container/bridge-container.ts";
import { bridgeContainerProgram } from "../../../../../testbed/pipeline/container/bridge-container-program.ts";
import { isRunning, processIdentity } from "../../../../../testbed/pipeline/processes/proc.ts";
import { ProcessPart } from "../../../../../testbed/pipeline/processes/process-part.ts";
import { waitFor } from "../../../../../testbed/wait-for.ts";
import { onlyDocker } from "../../../../support/commands/only-docker.ts";

/**
 * An engine whose container is a process in a session of its own, with its id in a file: `start` is a client that waits for its
 * end.
 */
const engine = (folder: string, stop = "kill -TERM $(cat pid)") => `PATH=/usr/bin:/bin; cd ${folder}
  alive() { case "$(cut -d ' ' -f 3 /proc/$(cat pid)/stat 2>&-)" in "" | Z | X) return 1;; esac; }
  case "$1" in
    create) exit;;
    start) env -i PATH=$PATH setsid sh -c 'echo $$ > pid; echo line of the bridge; exec sleep 600' &
      exec 2>&-; wait $!; exit $?;;
    inspect) alive && echo true || echo false;;
    pause) kill -STOP $(cat pid);;
    unpause) kill -CONT $(cat pid);;
    stop) ${stop};;
    kill) kill -KILL $(cat pid);;
    wait) while alive; do sleep 0.01; done;;
    info) hostname;;
  esac`;

const variables = { MQTT_URL: "", MQTT_TOPIC: "", MQTT_QOS: "", KAFKA_BROKERS: "", KAFKA_TOPIC: "" };

/** Starts a bridge in a container. `script` replaces the engine. */
async function startedPart(script: (folder: string) => string = engine) {
  const folder = mkdtempSync(join(tmpdir(), "container-"));
  const calls = onlyDocker(script(folder));
  const image = { kind: "image", image: "bridge:1", environment: {} } as const;
  const container = new BridgeContainer(image, variables, {
    mark: "m1",
    environmentFile: join(folder, "env"),
    onCreate: () => undefined,
    onNotice: () => undefined,
  });
  const logFile = join(folder, "log");
  const failures: string[] = [];
  const notices: string[] = [];
  const pidFile = join(folder, "pid");
  const identity = () => processIdentity(Number(readFileSync(pidFile, "utf8")));
  const program = bridgeContainerProgram(container, () => Promise.resolve(identity() !== undefined), logFile);
  const leaders: number[] = [];
  const part = new ProcessPart(
    { ...program, stopTimeoutMs: 500 },
    {
      signal: new AbortController().signal,
      onStarted: (leader) => void leaders.push(leader),
      onFailure: ({ message }) => void failures.push(message),
      onNotice: (notice) => void notices.push(notice),
    },
  );
  await part.start();
  const bridge = identity();
  if (bridge === undefined) throw new Error("the container does not run");
  onTestFinished(() => {
    if (isRunning(bridge)) process.kill(bridge.pid, "SIGKILL");
    rmSync(folder, { recursive: true });
  });
  return { part, bridge, calls, leaders, failures, notices, logFile };
}

const changes = (calls: readonly string[]) => calls.filter((call) => !/^(create|inspect|info) /.test(call));
const name = "mqtt-kafka-testbed-bridge-m1";

test("a kill goes to the container, not to its client, and is over when the container has ended", async () => {
  const { part, bridge, calls, logFile } = await startedPart();
  await part.kill();
  expect(isRunning(bridge)).toBe(false);
  expect(changes(calls())).toEqual([`start --attach ${name}`, `kill ${name}`]);
  expect(readFileSync(logFile, "utf8")).toBe("line of the bridge\n");
});

test("the same container is started again", async () => {
  const { part, calls } = await startedPart();
  await part.kill();
  await part.start();
  await part.kill();
  expect(calls().filter((call) => call.startsWith("create"))).toHaveLength(1);
  expect(calls().filter((call) => call.startsWith("start"))).toHaveLength(2);
});

test("a stop sends the stop signal of the image, and the engine kills nothing", async () => {
  const { part, bridge, calls, notices } = await startedPart();
  await part.stop();
  expect(isRunning(bridge)).toBe(false);
  expect([changes(calls()).at(-1), notices]).toEqual([`stop -t -1 ${name}`, []]);
});

test("a container that does not stop in time is killed, and said", async () => {
  const { part, bridge, notices } = await startedPart((folder) => engine(folder, "exec sleep 1"));
  await part.stop();
  expect(isRunning(bridge)).toBe(false);
  expect(notices).toEqual(["connect did not end within 0.5 s of SIGTERM: it has been killed (SIGKILL)."]);
});

test("a pause and its end go to the container, the end once", async () => {
  const { part, calls } = await startedPart();
  await part.pause();
  expect(part.isFrozen).toBe(true);
  await Promise.all([part.resume(), part.resume()]);
  expect(part.isFrozen).toBe(false);
  expect(changes(calls())).toEqual([`start --attach ${name}`, `pause ${name}`, `unpause ${name}`]);
  await part.kill();
});

test("a container whose client is killed alone ends with it, and is reported", async () => {
  const { bridge, leaders, failures } = await startedPart();
  process.kill(leaders[0] ?? 0, "SIGKILL");
  await waitFor({ description: "the failure", timeoutMs: 10_000 }, () => failures[0]);
  expect(isRunning(bridge)).toBe(false);
  expect(failures[0]).toContain("connect ended by itself: signal SIGKILL");
});

test("a kill that the engine refuses is an error with the container and the reason", async () => {
  const refusing = (folder: string) =>
    engine(folder).replace("kill) kill -KILL $(cat pid)", 'kill) echo "cannot kill: denied" >&2; exit 1');
  const { part, bridge } = await startedPart(refusing);
  await expect(part.kill()).rejects.toThrow(
    `the bridge (container ${name}) has not been killed: cannot kill: denied`,
  );
  expect(isRunning(bridge)).toBe(true);
});
