import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { expect, test } from "vitest";
import { freePorts, freePortsForAll, PortsTaken, requireFree } from "../../../testbed/pipeline/ports.ts";

test("every taken port is named with its variable", async () => {
  const ports = await freePortsForAll();
  await requireFree(ports);
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const check = requireFree({ ...ports, MQTT_PORT: port, KAFKA_PORT: port });
  await expect(check).rejects.toThrow(PortsTaken);
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
