import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { type Packet, parser } from "mqtt-packet";
import { encodePublish, type PublishPacket, variableByteInteger, withLength } from "./publish-packet.ts";

/** The broker's answer to a PUBLISH: accepted, or its reason against it. */
export type PublishAnswer =
  | { readonly kind: "accepted" }
  | { readonly kind: "refused"; readonly reason: string };

const firstErrorCode = 0x80;
const packetId = 1;
const protocolVersion = 5;
const pubrel = Buffer.from([0x62, 2, 0, packetId]);
const pingreq = Buffer.from([0xc0, 0]);
const disconnect = Buffer.from([0xe0, 0]);

/**
 * MQTT 5 publisher that sends packets as they are, one after the other. MQTT.js refuses many that a broker accepts. A broker
 * that ends the connection over a packet refuses that packet; the next one gets a new connection.
 */
export class RawClient implements AsyncDisposable {
  readonly #host: string;
  readonly #port: number;
  #socket: Socket | undefined;
  #received: Packet[] = [];
  #ended = false;
  #wake: () => void = () => undefined;

  constructor(mqttUrl: string) {
    const { hostname, port } = new URL(mqttUrl);
    this.#host = hostname;
    this.#port = Number(port);
  }

  /** Publishes, and returns the broker's answer; at QoS 0 its answer to a ping behind the packet. */
  async publish(packet: PublishPacket): Promise<PublishAnswer> {
    const socket = await this.#connected();
    socket.write(encodePublish(packet, packetId));
    if (packet.qos === 0) socket.write(pingreq);
    for (;;) {
      const answer = await this.#next();
      if (answer === undefined) return { kind: "refused", reason: "connection closed" };
      if (answer.cmd === "disconnect") {
        // The broker closes the connection later.
        this.#ended = true;
        return { kind: "refused", reason: `DISCONNECT ${answer.reasonCode}` };
      }
      if (answer.cmd === "pubrec" || answer.cmd === "puback" || answer.cmd === "pubcomp") {
        const code = answer.reasonCode ?? 0;
        if (code >= firstErrorCode) return { kind: "refused", reason: `${answer.cmd.toUpperCase()} ${code}` };
        if (answer.cmd !== "pubrec") return { kind: "accepted" };
        socket.write(pubrel);
      } else if (answer.cmd === "pingresp") {
        return { kind: "accepted" };
      }
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const socket = this.#socket;
    if (socket === undefined || socket.destroyed) return;
    socket.end(disconnect);
    if (!this.#ended) await once(socket, "close");
  }

  async #connected(): Promise<Socket> {
    if (this.#socket !== undefined && !this.#ended) return this.#socket;
    this.#socket?.destroy();
    this.#received = [];
    this.#ended = false;
    // Otherwise the ping behind a packet at QoS 0 waits for the delayed acknowledgement of TCP (40 ms on Linux).
    const socket = connect({ host: this.#host, port: this.#port, noDelay: true });
    const decoder = parser({ protocolVersion });
    this.#socket = socket;
    decoder.on("packet", (packet: Packet) => {
      this.#received.push(packet);
      this.#wake();
    });
    socket.on("data", (bytes) => decoder.parse(bytes));
    // Its close follows.
    socket.on("error", () => undefined);
    socket.on("close", () => {
      this.#ended = this.#socket === socket || this.#ended;
      this.#wake();
    });
    await once(socket, "connect");
    socket.write(connectPacket(`raw-${crypto.randomUUID()}`));
    const answer = await this.#next();
    if (answer?.cmd !== "connack" || answer.reasonCode !== 0)
      throw new Error(`no CONNACK: ${JSON.stringify(answer)}`);
    return socket;
  }

  /** Returns the next packet of the broker; `undefined` once the connection has ended. */
  async #next(): Promise<Packet | undefined> {
    for (;;) {
      const packet = this.#received.shift();
      if (packet !== undefined || this.#ended) return packet;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}

/** Returns a CONNECT with clean start and without keep-alive (MQTT 5 section 3.1). */
function connectPacket(clientId: string): Buffer {
  const cleanStart = 0x02;
  const body = Buffer.concat([
    withLength(Buffer.from("MQTT")),
    Buffer.of(protocolVersion, cleanStart, 0, 0, 0),
    withLength(Buffer.from(clientId)),
  ]);
  return Buffer.concat([Buffer.of(0x10), variableByteInteger(body.length), body]);
}
