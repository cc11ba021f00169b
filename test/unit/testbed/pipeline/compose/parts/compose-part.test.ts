import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, onTestFinished, test } from "vitest";
import { ComposeProject } from "../../../../../../testbed/pipeline/compose/compose-project.ts";
import { ContainerStates } from "../../../../../../testbed/pipeline/compose/container-states.ts";
import { ComposePart } from "../../../../../../testbed/pipeline/compose/parts/compose-part.ts";
import { onlyDocker } from "../../../../../support/commands/only-docker.ts";
import { engineEvent } from "../../../../../support/containers/engine-event.ts";

function sleeping() {
  const child = spawn("sleep", ["600"], { stdio: "ignore" });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

/** Kafka in a container of an engine on `host` (shell), whose main process is the one with this id. */
async function kafka(pid: string, host = "$(hostname)") {
  const calls = onlyDocker(`PATH=/usr/bin:/bin
    case "$1" in
      info) echo ${host} 2026-01-01T00:00:00Z;;
      inspect) echo ${pid};;
      events) echo '${engineEvent("kafka", "start")}'; exec sleep 600;;
    esac`);
  const project = new ComposeProject("project", [], process.env);
  const ignored = { onDeath: () => undefined, onEnd: () => undefined };
  const states = new ContainerStates(project, "2026-01-01T00:00:00Z", ignored);
  onTestFinished(() => states[Symbol.asyncDispose]());
  await states.untilReported("the start", () => states.of("kafka")?.State === "running");
  const hooks = { signal: AbortSignal.abort(), onNotice: () => undefined };
  return { part: new ComposePart("kafka", project, states, "/dev/null", hooks), calls };
}

test("the engine is asked once for the process of a part, as long as it runs", async () => {
  const child = sleeping();
  const { part, calls } = await kafka(String(child.pid));
  expect(await part.processId()).toBe(child.pid);
  const asked = calls().length;
  expect(await part.processId()).toBe(child.pid);
  expect(calls()).toHaveLength(asked);
});

test("a part that was restarted has its new process", async () => {
  const [first, second] = [sleeping(), sleeping()];
  const { part } = await kafka(`$(kill -0 ${first.pid} 2>&- && echo ${first.pid} || echo ${second.pid})`);
  expect(await part.processId()).toBe(first.pid);
  first.kill("SIGKILL");
  await once(first, "close");
  expect(await part.processId()).toBe(second.pid);
});

test("a part reads its files anew after a signal by the engine, wherever that runs", async () => {
  const { part, calls } = await kafka("0", "another-machine");
  await part.reload();
  expect(calls().at(-1)).toBe("compose --project-name project kill --signal SIGHUP kafka");
});

test("the processes of an engine on another machine are not looked up", async () => {
  const { part, calls } = await kafka(String(process.pid), "another-machine");
  expect(await part.processId()).toBeUndefined();
  const asked = calls().length;
  expect(await part.processId()).toBeUndefined();
  expect(calls()).toHaveLength(asked);
});
