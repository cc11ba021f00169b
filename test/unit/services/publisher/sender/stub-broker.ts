import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { generate, type IConnackPacket, type Packet, parser } from "mqtt-packet";

/** A packet from a client, and over which connection, counted from 0, it came. */
export interface Received {
  readonly connection: number;
  readonly packet: Packet;
}

/** How a test answers. */
export interface Reply {
  readonly connection: number;
  readonly send: (packet: Packet) => void;
  /** Ends the connection without a DISCONNECT. */
  readonly cut: () => void;
}

/** A broker on a port of its own that keeps what it gets and, but for CONNACK, answers only what the test says. */
export interface StubBroker extends AsyncDisposable {
  readonly url: string;
  readonly received: readonly Received[];
}

/** `properties`: those of CONNACK. */
export async function startStubBroker(
  answer: (packet: Packet, reply: Reply) => void,
  properties: NonNullable<IConnackPacket["properties"]> = {},
): Promise<StubBroker> {
  const received: Received[] = [];
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    const connection = sockets.push(socket) - 1;
    const send = (packet: Packet) => socket.write(generate(packet, { protocolVersion: 5 }));
    const packets = parser({ protocolVersion: 5 });
    packets.on("packet", (packet: Packet) => {
      received.push({ connection, packet });
      if (packet.cmd === "connect")
        send({ cmd: "connack", reasonCode: 0, sessionPresent: false, properties });
      else answer(packet, { connection, send, cut: () => socket.destroy() });
    });
    socket.on("data", (bytes) => packets.parse(bytes));
    // A client that breaks off is no failure of the test.
    socket.on("error", () => undefined);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `mqtt://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
