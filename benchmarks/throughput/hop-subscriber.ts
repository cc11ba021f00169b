/**
 * Subscribes at QoS 1, prints `{"subscribed":true}`, and prints `{"lastAtMs":…}` after each `messages` messages, until it is
 * ended. Its argument: `{"host":…,"port":…,"topic":…,"messages":…}`. The other end of the MQTT hop alone, as a Node.js service has it: MQTT.js and
 * nothing behind it.
 */
import { connectAsync } from "mqtt";
import { z } from "zod";
import { childArgument } from "../child-argument.ts";

const { host, port, topic, messages } = z
  .object({ host: z.string(), port: z.number(), topic: z.string(), messages: z.int().positive() })
  .parse(await childArgument());

const say = (said: object) => process.stdout.write(`${JSON.stringify(said)}\n`);
const client = await connectAsync(`mqtt://${host}:${port}`, {
  protocolVersion: 5,
  clientId: "hop-subscriber",
});
let received = 0;
client.on("message", () => {
  received += 1;
  if (received % messages === 0) say({ lastAtMs: performance.timeOrigin + performance.now() });
});
await client.subscribeAsync(topic, { qos: 1 });
say({ subscribed: true });
