import { execFile } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { test as base, expect, onTestFinished } from "vitest";
import { checkout } from "../../testbed/checkout.ts";
import { projectNameOf } from "../../testbed/pipeline/compose/project-name.ts";
import { freePortsForAll } from "../../testbed/pipeline/ports.ts";
import { StartCommand } from "../support/commands/start-command.ts";
import { docker } from "../support/containers/fixture-image.ts";
import { engineIsMissing } from "../support/pipeline/engine-is-missing.ts";

const test = (await engineIsMissing()) ? base.skip : base;

/** Returns what the engine has of a compose project: containers with their states and starts, networks, volumes. */
async function thingsOf(project: string) {
  const filter = ["--filter", `label=com.docker.compose.project=${project}`];
  const lines = async (...args: readonly string[]) => (await docker(...args)).split("\n").filter(Boolean);
  const ids = await lines("ps", "--all", "--quiet", "--no-trunc", ...filter);
  const format = "{{.Id}} {{.State.Status}} {{.State.StartedAt}}";
  return {
    containers: ids.length === 0 ? [] : await lines("inspect", "--format", format, ...ids),
    networks: await lines("network", "ls", "--quiet", ...filter),
    volumes: await lines("volume", "ls", "--quiet", ...filter),
  };
}

test("npm start in containers leaves other stacks as they are: refused where one has its ports, beside it on others", async () => {
  const ports = await freePortsForAll();
  const other = `mqtt-kafka-testbed-other-${process.pid}`;
  const variables = Object.entries(ports).map(([name, port]) => [name, String(port)]);
  const env = { ...process.env, ...Object.fromEntries(variables) };
  const compose = (...args: readonly string[]) =>
    promisify(execFile)("docker", ["compose", "--project-name", other, ...args], { cwd: checkout, env });
  onTestFinished(async () => void (await compose("down", "--volumes")));
  // One container that runs, and one that does not.
  await compose("up", "--detach", "--wait", "mosquitto");
  await compose("create", "kafka");
  const before = await thingsOf(other);
  expect(before.containers).toHaveLength(2);

  await using refused = StartCommand.runInContainers(ports);
  expect(await refused.exitCode, refused.output).toBe(2);
  expect(refused.output.trim().split("\n")).toEqual([
    expect.stringMatching(
      new RegExp(
        `^The compose stack ${other} of .* has port ${ports.MQTT_PORT}: stop it .* or set MQTT_PORT to`,
      ),
    ),
  ]);
  expect(await thingsOf(other)).toEqual(before);

  await using start = StartCommand.runInContainers(await freePortsForAll());
  await start.waitForOutput(/3DF92-192 +Active .* partition \d offset \d/);
  const own = projectNameOf(start.folder);
  expect((await thingsOf(own)).containers).toHaveLength(6);
  start.interrupt();
  expect(await start.exitCode, start.output).toBe(0);
  expect(start.output).not.toContain("did not stop cleanly");
  expect(await thingsOf(other)).toEqual(before);
  const { volumes, ...left } = await thingsOf(own);
  expect(left).toEqual({ containers: [], networks: [] });
  // The data, which the next start in the folder would have.
  expect(volumes).toHaveLength(2);
  await docker("volume", "rm", ...volumes);
});

test("docker compose up in another checkout is another stack", async () => {
  const folder = mkdtempSync(join(tmpdir(), "checkouts-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const projects = ["one", "two"].map(async (name) => {
    const other = join(folder, name);
    mkdirSync(other);
    copyFileSync(join(checkout, "docker-compose.yml"), join(other, "docker-compose.yml"));
    const command = ["compose", "config", "--format", "json"];
    const { stdout } = await promisify(execFile)("docker", command, { cwd: other });
    return (JSON.parse(stdout) as { readonly name: string }).name;
  });
  expect(await Promise.all(projects)).toEqual(["one", "two"]);
});
