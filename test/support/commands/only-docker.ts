import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished, vi } from "vitest";

/**
 * Makes a shell script the only `docker` on the PATH during a test, to stand for engines that this machine does not have. Returns
 * the commands that it was called with.
 */
export function onlyDocker(script: string): () => string[] {
  const folder = mkdtempSync(join(tmpdir(), "docker-"));
  const calls = join(folder, "calls");
  writeFileSync(calls, "");
  const program = join(folder, "docker");
  writeFileSync(program, `#!/bin/sh\necho "$@" >> ${calls}\n${script}\n`);
  chmodSync(program, 0o755);
  vi.stubEnv("PATH", folder);
  onTestFinished(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  });
  return () => readFileSync(calls, "utf8").trim().split("\n").filter(Boolean);
}
