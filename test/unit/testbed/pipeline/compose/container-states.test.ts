import { expect, onTestFinished, test } from "vitest";
import { ComposeProject } from "../../../../../testbed/pipeline/compose/compose-project.ts";
import { ContainerStates } from "../../../../../testbed/pipeline/compose/container-states.ts";
import { onlyDocker } from "../../../../support/commands/only-docker.ts";
import { engineEvent } from "../../../../support/containers/engine-event.ts";

const since = "2026-01-01T00:00:00.123Z";

/** States after these events of an engine; `docker events` goes on (`end`: shell command after them). */
async function statesAfter(events: readonly string[], end = "exec sleep 600") {
  const last = engineEvent("last", "create");
  const calls = onlyDocker(`PATH=/usr/bin:/bin; cat <<'END'\n${[...events, last].join("\n")}\nEND\n${end}`);
  const deaths: string[] = [];
  const ends: string[] = [];
  const states = new ContainerStates(new ComposeProject("project", [], process.env), since, {
    onDeath: ({ Service, ExitCode }) => void deaths.push(`${Service} ${ExitCode}`),
    onEnd: ({ message }) => void ends.push(message),
  });
  onTestFinished(() => states[Symbol.asyncDispose]());
  await expect.poll(() => states.of("last"), { timeout: 10_000 }).toBeDefined();
  return { states, deaths, ends, calls };
}

const kafka = (...actions: readonly string[]) =>
  actions.map((action) => engineEvent("kafka", action, action === "die" ? { exitCode: "137" } : {}));

test.each([
  [["create"], { State: "created", Health: "", starts: 0 }],
  [["create", "start"], { State: "running", Health: "starting", starts: 1 }],
  [["start", "health_status: healthy"], { State: "running", Health: "healthy" }],
  [["start", "health_status: healthy", "pause"], { State: "paused", Health: "healthy" }],
  [["start", "pause", "unpause"], { State: "running" }],
  [["start", "die"], { State: "exited", Health: "", ExitCode: 137, starts: 1 }],
  [["start", "health_status: healthy", "die", "start"], { State: "running", Health: "starting", starts: 2 }],
  [["start", "exec_start: sh", "kill"], { State: "running", Health: "starting", starts: 1 }],
])("after %j a container is %j", async (actions, expected) => {
  const { states } = await statesAfter(kafka(...actions));
  expect(states.of("kafka")).toMatchObject(expected);
});

test("a container that was removed is none, and each death is told once", async () => {
  const { states, deaths } = await statesAfter(kafka("start", "die", "start", "die", "destroy"));
  expect([states.of("kafka"), deaths]).toEqual([undefined, ["kafka 137", "kafka 137"]]);
});

test("one docker events has the project's containers from the given time on, without the events of health checks", async () => {
  const { calls } = await statesAfter([]);
  const [call = "", ...others] = calls();
  expect(others).toEqual([]);
  expect(call).toContain(
    `events --since ${since} --filter label=com.docker.compose.project=project --filter type=container --filter event=`,
  );
  expect(call).not.toContain("exec");
});

test("a wait ends with the reason if docker events ends", async () => {
  const { states, ends } = await statesAfter([], "echo 'unexpected EOF' >&2; exit 1");
  const message =
    "The states of the containers are not known any more: docker events has ended (unexpected EOF).";
  await expect(states.untilReported("what never happens", () => false)).rejects.toThrow(message);
  expect(ends).toEqual([message]);
});

test("the end of docker events by its disposal is no failure", async () => {
  const { states, ends } = await statesAfter([]);
  await states[Symbol.asyncDispose]();
  expect(ends).toEqual([]);
});
