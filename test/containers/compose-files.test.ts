import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { test as base, expect } from "vitest";
import { checkout } from "../../testbed/checkout.ts";
import { engineIsMissing } from "../support/pipeline/engine-is-missing.ts";

const test = (await engineIsMissing()) ? base.skip : base;

const pipeline = ["--file", "docker-compose.yml"];
const secure = [...pipeline, "--file", "docker-compose.secure.yml"];
const cluster = [...pipeline, "--file", "docker-compose.cluster.yml"];
const journals = ["--file", "testbed/pipeline/compose/journals.yml"];
const bridge = ["--file", "testbed/pipeline/compose/bridge.yml"];

test.each([
  { files: [] },
  { files: ["--env-file", ".env.example"] },
  { files: ["--env-file", ".ci/standin-images/registry-free.env"] },
  { files: [...pipeline, ...journals] },
  { files: ["--env-file", ".ci/standin-images/registry-free.env", ...pipeline, ...journals] },
  { files: [...pipeline, ...journals, ...bridge] },
  { files: secure },
  { files: ["--env-file", ".env.example", ...secure] },
  { files: ["--env-file", ".env.example", ...cluster] },
  { files: [...cluster, "--profile", "drill", ...journals] },
  { files: [...secure, "--profile", "drill", ...journals] },
])("docker compose $files is a valid configuration", async ({ files }) => {
  const environment = { ...process.env, JOURNALS_FOLDER: join(checkout, "journals") };
  const config = ["compose", ...files, "config", "--quiet"];
  await expect(
    promisify(execFile)("docker", config, { cwd: checkout, env: environment }),
  ).resolves.toMatchObject({
    stderr: "",
  });
});
