import { mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { DockerProcess } from "../../../../../testbed/pipeline/container/docker-process.ts";
import {
  isRunning,
  type ProcessIdentity,
  processIdentity,
} from "../../../../../testbed/pipeline/processes/proc.ts";
import { waitFor } from "../../../../../testbed/wait-for.ts";
import { onlyDocker } from "../../../../support/commands/only-docker.ts";

/** A `docker` that starts a plugin and waits for it. The plugin writes its id to a file after its first commands. */
const withPlugin = (trap: string, plugin = ":") => `PATH=/usr/bin:/bin
  ${trap}
  sh -c '${plugin}; echo $$ > $0.plugin; while :; do sleep 0.01; done' & wait $!; wait`;

/** Starts the command. Returns it, and its plugin. */
async function started(script: string, output: "pipe" | number = "pipe") {
  const folder = mkdtempSync(join(tmpdir(), "docker-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  onlyDocker(script.replaceAll("$0.plugin", join(folder, "plugin")));
  const command = new DockerProcess(["compose", "events"], {
    environment: process.env,
    stdio: ["ignore", output, "pipe"],
  });
  const plugin = await waitFor(
    { description: "the plugin", timeoutMs: 10_000 },
    (): ProcessIdentity | undefined => {
      const pid = Number(readFileSync(join(folder, "plugin"), "utf8"));
      return pid > 0 ? processIdentity(pid) : undefined;
    },
  );
  return { command, plugin };
}

test("a command that keeps SIGTERM to itself, as docker does, is asked to end with its plugin", async () => {
  const plugin = 'trap "echo tidied up; exit 0" TERM';
  const { command, plugin: running } = await started(withPlugin("trap : TERM", plugin));
  const output = command.output();
  command.terminate();
  await command.exit;
  expect([(await output).output, isRunning(running)]).toEqual(["tidied up\n", false]);
});

test("a command and a plugin that ignore SIGTERM are killed", async () => {
  const { command, plugin } = await started(withPlugin('trap "" TERM'));
  command.terminate();
  await command.exit;
  expect(isRunning(plugin)).toBe(false);
});

test("the disposal of a command ends its plugin, too", async () => {
  const { command, plugin } = await started(withPlugin('trap "" TERM'));
  await command[Symbol.asyncDispose]();
  expect(isRunning(plugin)).toBe(false);
});

test("a plugin that outlives its docker command, with a file as its output, is ended", async () => {
  const ignoring = 'trap "" TERM; exec 2>&-';
  const { command, plugin } = await started(withPlugin("", ignoring), openSync("/dev/null", "a"));
  await command[Symbol.asyncDispose]();
  await waitFor(
    { description: "the plugin to end", timeoutMs: 10_000 },
    () => !isRunning(plugin) || undefined,
  );
});

test("a command that has ended, or could not be started, is disposed of without an error", async () => {
  onlyDocker("echo out; echo wrong >&2; exit 3");
  await using ended = new DockerProcess([], { environment: process.env, stdio: ["ignore", "pipe", "pipe"] });
  expect(await ended.output()).toEqual({ output: "out\n", errors: "wrong\n" });
  expect(await ended.exit).toBe(3);
  await using missing = new DockerProcess([], {
    environment: { PATH: "/nowhere" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  expect(await missing.exit).toContain("ENOENT");
});
