import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const run = (service: string, environment: NodeJS.ProcessEnv) =>
  spawnSync(
    process.execPath,
    [fileURLToPath(new URL(`../../../services/${service}/main.ts`, import.meta.url))],
    {
      env: { PATH: process.env["PATH"], ...environment },
      encoding: "utf8",
      timeout: 20_000,
    },
  );

test.each([
  [
    "publisher",
    { PORT: "many", MQTT_URL: "amqp://x" },
    /^PORT=many is refused.*\nMQTT_URL=amqp:\/\/x is refused.*\n$/,
  ],
  ["consumer", { PORT: "-1", KAFKA_BROKERS: "x" }, /^PORT=-1 is refused.*\nKAFKA_BROKERS=x is refused.*\n$/],
])("the %s names all its invalid settings and exits with code 1", (service, environment, message) => {
  const { status, stderr, stdout } = run(service, environment);
  expect(stderr).toMatch(message);
  expect(stdout).toBe("");
  expect(status).toBe(1);
});
