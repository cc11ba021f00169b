import { once } from "node:events";
import { createServer } from "node:net";
import { expect, test } from "vitest";
import { freePorts } from "../../testbed/pipeline/ports.ts";
import { StartCommand } from "../support/commands/start-command.ts";

test("a taken port is refused with its number and the variable to set, before anything starts", async () => {
  const [port = 0] = await freePorts(1);
  const server = createServer().listen(port, "127.0.0.1");
  await once(server, "listening");
  await using taken = await StartCommand.run({ MQTT_PORT: String(port) });
  expect(await taken.exitCode).toBe(2);
  expect(taken.output).toContain(
    `port ${port} is in use: end what listens there, or set MQTT_PORT to a free port`,
  );
  server.close();
});
