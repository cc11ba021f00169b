import { spawn } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { createInterface } from "node:readline";
import { expect, test } from "vitest";
import {
  freePorts,
  freePortsForAll,
  PortsInUseError,
  requireFree,
} from "../../../../testbed/pipeline/ports.ts";

test("every taken port is named with its variable", async () => {
  const ports = await freePortsForAll();
  await requireFree(ports);
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const check = requireFree({ ...ports, MQTT_PORT: port, KAFKA_PORT: port });
  await expect(check).rejects.toThrow(PortsInUseError);
  await expect(check).rejects.toThrow(
    new RegExp(`port ${port} is in use: .* set MQTT_PORT .*\nKAFKA_PORT=${port}`),
  );
  server.close();
});

test("free ports are different and below those of outgoing connections", async () => {
  const ports = await freePorts(20);
  expect(new Set(ports).size).toBe(20);
  expect(Math.max(...ports)).toBeLessThan(32_768);
});

test("processes that look for free ports at once find different ones", async () => {
  const module = new URL("../../../../testbed/pipeline/ports.ts", import.meta.url).href;
  const count = 150;
  // Nobody listens on the ports yet, as in a pipeline that is starting; the process lives until its input ends.
  const program = `
    import { freePorts } from ${JSON.stringify(module)};
    console.log(JSON.stringify(await freePorts(${count})));
    process.stdin.resume();
  `;
  const processes = Array.from({ length: 4 }, () =>
    spawn(process.execPath, ["--input-type=module", "--eval", program], {
      stdio: ["pipe", "pipe", "inherit"],
    }),
  );
  const found = await Promise.all(
    processes.map(async ({ stdout }) => {
      const [line] = await once(createInterface(stdout), "line");
      return JSON.parse(line) as number[];
    }),
  );
  for (const { stdin } of processes) stdin.end();
  await Promise.all(processes.map((process) => once(process, "exit")));
  expect(new Set(found.flat()).size).toBe(processes.length * count);
});
