import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { generate, type IConnackPacket, type IPublishPacket, type Packet, parser } from "mqtt-packet";

/** A packet from a client, and the connection, counted from 0, over which it came. */
export interface Received {
  readonly connection: number;
  readonly packet: Packet;
}

/** Means of a test to answer a packet. */
export interface Reply {
  readonly connection: number;
  readonly send: (packet: Packet) => void;
  /** Ends the connection without a DISCONNECT. */
  readonly cut: () => void;
}

/** A broker on a port of its own that keeps all packets and, except for CONNACK, leaves the answers to the test. */
export interface StubBroker extends AsyncDisposable {
  readonly url: string;
  readonly received: readonly Received[];
}

/** Starts a broker; `properties`: those of CONNACK, which it sends unless the test answers CONNECT itself. */
export async function startStubBroker(
  answer: (packet: Packet, reply: Reply) => void,
  properties: NonNullable<IConnackPacket["properties"]> = {},
  answerConnect: (reply: Reply) => void = ({ send }) =>
    send({ cmd: "connack", reasonCode: 0, sessionPresent: false, properties }),
): Promise<StubBroker> {
  const received: Received[] = [];
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    const connection = sockets.push(socket) - 1;
    const send = (packet: Packet) => socket.write(generate(packet, { protocolVersion: 5 }));
    const packets = parser({ protocolVersion: 5 });
    packets.on("packet", (packet: Packet) => {
      received.push({ connection, packet });
      const reply = { connection, send, cut: () => socket.destroy() };
      if (packet.cmd === "connect") answerConnect(reply);
      else answer(packet, reply);
    });
    socket.on("data", (bytes) => packets.parse(bytes));
    // A client that resets the connection is no failure of the test.
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

/** Answers as a broker without trouble does at QoS 2. */
export function answerQos2(packet: Packet, { send }: Reply): void {
  const { messageId = 0 } = packet;
  if (packet.cmd === "publish") send({ cmd: "pubrec", messageId, reasonCode: 0 });
  if (packet.cmd === "pubrel") send({ cmd: "pubcomp", messageId, reasonCode: 0 });
}

/** Returns connection and type of each packet, as "0 connect". */
export function packetsOf(received: readonly Received[]): string[] {
  return received.map(({ connection, packet }) => `${connection} ${packet.cmd}`);
}

/** Returns the PUBLISH packets. */
export function publishesOf(received: readonly Received[]): IPublishPacket[] {
  return received.map(({ packet }) => packet).filter((packet) => packet.cmd === "publish");
}

/** Returns the seqs of the PUBLISH packets. */
export function seqsOf(received: readonly Received[]): number[] {
  return publishesOf(received).map(({ properties }) => Number(properties?.userProperties?.["seq"]));
}
