/**
 * Subscribes at QoS 1, prints `{"subscribed":true}`, acknowledges so many messages, and prints `{"lastAtMs":…}` when it has
 * the last: `node hop-subscriber.ts '{"host":…}'`. The far end of the MQTT hop alone, as light as the flood before it.
 */
import { connect } from "node:net";
import { generate, parser } from "mqtt-packet";
import { z } from "zod";

const { host, port, topic, messages } = z
  .object({ host: z.string(), port: z.number(), topic: z.string(), messages: z.int().positive() })
  .parse(JSON.parse(process.argv[2] ?? ""));

const protocolVersion = 5;
const socket = connect({ host, port, noDelay: true });
const say = (said: object) => process.stdout.write(`${JSON.stringify(said)}\n`);
const packets = parser({ protocolVersion });
let received = 0;
let acknowledgements: Buffer[] = [];
packets.on("packet", (packet) => {
  if (packet.cmd === "connack") {
    const subscriptions = [{ topic, qos: 1 as const }];
    socket.write(generate({ cmd: "subscribe", messageId: 1, subscriptions }, { protocolVersion }));
  } else if (packet.cmd === "suback") say({ subscribed: true });
  else if (packet.cmd === "publish") {
    received += 1;
    const { messageId } = packet;
    if (messageId === undefined) return;
    acknowledgements.push(generate({ cmd: "puback", messageId, reasonCode: 0 }, { protocolVersion }));
  }
});
socket.on("data", (data) => {
  packets.parse(data);
  if (acknowledgements.length > 0) socket.write(Buffer.concat(acknowledgements));
  acknowledgements = [];
  if (received < messages) return;
  say({ lastAtMs: performance.timeOrigin + performance.now() });
  socket.end();
});
socket.write(
  generate({ cmd: "connect", clientId: "hop-subscriber", clean: true, protocolVersion, keepalive: 0 }),
);
