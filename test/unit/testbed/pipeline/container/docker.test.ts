import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { DockerError, docker } from "../../../../../testbed/pipeline/container/docker.ts";
import { onlyDocker } from "../../../../support/commands/only-docker.ts";

test("a command returns its output, and passes on each line of it", async () => {
  onlyDocker('echo "one $1"; echo two');
  const lines: string[] = [];
  expect(await docker(["ps"], { onLine: (line) => lines.push(line) })).toBe("one ps\ntwo");
  expect(lines).toEqual(["one ps", "two"]);
});

test("a command that fails is an error with the reason of the engine, escaped and without passwords", async () => {
  onlyDocker('printf "no \\033[31m https://u:s3cret@registry/v2/\\n" >&2; exit 125');
  const failing = docker(["pull", "x"]);
  await expect(failing).rejects.toThrow(DockerError);
  await expect(failing).rejects.toThrow(/^no \\u001b\[31m https:\/\/\*\*\*@registry\/v2\/$/);
});

test("a command that fails without a reason is an error with its exit code", async () => {
  onlyDocker("exit 3");
  await expect(docker(["pull", "x"])).rejects.toThrow(/^exit code 3$/);
});

test("an engine that does not answer is an error, and its command is ended", async () => {
  onlyDocker("exec /bin/sleep 600");
  await expect(docker(["kill", "x"], { timeoutMs: 50 })).rejects.toThrow(
    "the engine has not answered within 0.05 s",
  );
});

test("a command is ended with its signal, whose reason is thrown", async () => {
  onlyDocker("echo begun; exec /bin/sleep 600");
  const interruption = new AbortController();
  const pulling = docker(["pull", "x"], {
    timeoutMs: null,
    signal: interruption.signal,
    onLine: () => interruption.abort(new Error("interrupted")),
  });
  await expect(pulling).rejects.toThrow("interrupted");
});

test("a missing docker command is an error that says so", async () => {
  const folder = mkdtempSync(join(tmpdir(), "docker-"));
  onTestFinished(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  });
  vi.stubEnv("PATH", folder);
  await expect(docker(["version"])).rejects.toThrow(/ENOENT/);
});
