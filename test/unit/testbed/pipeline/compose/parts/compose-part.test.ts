import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, onTestFinished, test } from "vitest";
import { ComposeProject } from "../../../../../../testbed/pipeline/compose/compose-project.ts";
import { ComposePart } from "../../../../../../testbed/pipeline/compose/parts/compose-part.ts";
import { onlyDocker } from "../../../../../support/commands/only-docker.ts";

function sleeping() {
  const child = spawn("sleep", ["600"], { stdio: "ignore" });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

/** Kafka in a container of an engine on `host` (shell), whose main process is the one with this id. */
function kafka(pid: string, host = "$(hostname)") {
  const container = JSON.stringify({ ID: "1", Service: "kafka", State: "running", Health: "", ExitCode: 0 });
  const calls = onlyDocker(`PATH=/usr/bin:/bin
    case "$1" in
      info) echo ${host};;
      inspect) echo ${pid};;
      compose) echo '${container}';;
    esac`);
  const project = new ComposeProject("project", [], process.env);
  const hooks = { signal: AbortSignal.abort(), onNotice: () => undefined };
  return { part: new ComposePart("kafka", project, "/dev/null", hooks), calls };
}

test("the engine is asked once for the process of a part, as long as it runs", async () => {
  const child = sleeping();
  const { part, calls } = kafka(String(child.pid));
  expect(await part.processId()).toBe(child.pid);
  const asked = calls().length;
  expect(await part.processId()).toBe(child.pid);
  expect(calls()).toHaveLength(asked);
});

test("a part that was restarted has its new process", async () => {
  const [first, second] = [sleeping(), sleeping()];
  const { part } = kafka(`$(kill -0 ${first.pid} 2>&- && echo ${first.pid} || echo ${second.pid})`);
  expect(await part.processId()).toBe(first.pid);
  first.kill("SIGKILL");
  await once(first, "close");
  expect(await part.processId()).toBe(second.pid);
});

test("the processes of an engine on another machine are not looked up", async () => {
  const { part, calls } = kafka(String(process.pid), "another-machine");
  expect(await part.processId()).toBeUndefined();
  const asked = calls().length;
  expect(await part.processId()).toBeUndefined();
  expect(calls()).toHaveLength(asked);
});
