import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";
import { checkout } from "../../../../testbed/checkout.ts";
import { freePortsForAll, loopback } from "../../../../testbed/pipeline/ports.ts";
import { onlyDocker } from "../../../support/commands/only-docker.ts";

const docker = (compose: string) => `case "$*" in
  "version "*) echo 28.2.2;;
  "compose version "*) echo ${compose};;
esac`;

/** Runs `npm start -- --runtime compose` with these variables in the file that stands for `.env`. */
async function startWith(variables: Readonly<Record<string, unknown>>) {
  const folder = mkdtempSync(join(tmpdir(), "start-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const dotEnv = join(folder, "env");
  writeFileSync(
    dotEnv,
    Object.entries(variables)
      .map(([name, value]) => `${name}=${value}\n`)
      .join(""),
  );
  const args = ["start", "--runtime", "compose", "--folder", join(folder, "pipeline")];
  const start = spawn(process.execPath, [join(checkout, "testbed/cli/main.ts"), ...args], {
    env: { ...process.env, COMPOSE_ENV_FILES: dotEnv },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [exited, errors] = [once(start, "exit"), text(start.stderr)];
  return { exit: await exited, errors: (await errors).trim() };
}

test("npm start in containers has the ports of .env", async () => {
  onlyDocker(docker("2.26.1"));
  const server = createServer().listen(0, loopback);
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const { exit, errors } = await startWith({ ...(await freePortsForAll()), KAFKA_PORT: port });
  server.close();
  expect(exit).toEqual([2, null]);
  expect(errors).toBe(`port ${port} is in use: end what listens there, or set KAFKA_PORT to a free port`);
});

test("npm start in containers checks the settings of .env", async () => {
  onlyDocker(docker("2.26.1"));
  const { exit, errors } = await startWith({ MQTT_QOS: 3 });
  expect([exit, errors]).toEqual([[2, null], expect.stringContaining("MQTT_QOS=3 is refused: ")]);
});

test("npm start in containers with an old compose is one line with the version that is needed", async () => {
  onlyDocker(docker("2.20.3"));
  const { exit, errors } = await startWith(await freePortsForAll());
  expect(exit).toEqual([2, null]);
  expect(errors).toBe("docker compose is 2.20.3; 2.22 or later is needed. Update Docker's compose plugin.");
});
