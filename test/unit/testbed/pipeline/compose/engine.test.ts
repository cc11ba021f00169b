import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { requireEngine } from "../../../../../testbed/pipeline/compose/engine.ts";
import { onlyDocker } from "../../../../support/commands/only-docker.ts";

const folders: string[] = [];

afterEach(() => {
  vi.unstubAllEnvs();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

test("an engine 20.10 or later with compose is accepted", async () => {
  onlyDocker(`[ "$1" = compose ] && echo 2.22.0 || echo 20.10.24+dfsg1`);
  await expect(requireEngine()).resolves.toBeUndefined();
});

test.each(["2.22.0", "v2.26.1-4", "5.0.1", "dev"])("compose %s is accepted", async (compose) => {
  onlyDocker(`[ "$1" = compose ] && echo ${compose} || echo 28.2.2`);
  await expect(requireEngine()).resolves.toBeUndefined();
});

test.each(["2.20.3", "v2.21.0", "1.29.2"])(
  "compose %s is refused, with the version that is needed",
  async (compose) => {
    onlyDocker(`[ "$1" = compose ] && echo ${compose} || echo 28.2.2`);
    await expect(requireEngine()).rejects.toThrow(
      `docker compose is ${compose}; 2.22 or later is needed. Update Docker's compose plugin.`,
    );
  },
);

test("an engine before 20.10 is refused, with its version and the one that is needed", async () => {
  onlyDocker(`echo 20.9.1`);
  await expect(requireEngine()).rejects.toThrow("The Docker engine is 20.9.1; 20.10 or later is needed.");
  onlyDocker(`echo 19.03.15`);
  await expect(requireEngine()).rejects.toThrow("The Docker engine is 19.03.15");
});

test("an engine that does not answer is reported, with the reason and the alternative", async () => {
  onlyDocker(`echo "Cannot connect to the Docker daemon" >&2; exit 1`);
  await expect(requireEngine()).rejects.toThrow(
    /No Docker engine answers: start one, or .*--runtime local.*Cannot connect to the Docker daemon/s,
  );
});

test("a missing docker command is reported in the same way", async () => {
  vi.stubEnv("PATH", emptyFolder());
  await expect(requireEngine()).rejects.toThrow(/No Docker engine answers.*ENOENT/s);
});

test("an engine without compose v2 is reported, with the package to install", async () => {
  onlyDocker(
    `[ "$1" = version ] && echo 28.2.2 || { echo "'compose' is not a docker command" >&2; exit 1; }`,
  );
  await expect(requireEngine()).rejects.toThrow(/install Docker's compose plugin.*not a docker command/s);
});

function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "docker-"));
  folders.push(folder);
  return folder;
}
