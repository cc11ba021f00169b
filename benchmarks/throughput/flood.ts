/**
 * Publishes readings as fast as the broker takes them, at QoS 1, and prints `{"firstSentAtMs":…}` once all have been
 * acknowledged. Its argument: `{"host":…,"port":…,"topic":…,"trace":…,"run":…,"devices":…,"messages":…,"connections":…,"shards":…}`.
 * Bare
 * packets over bare sockets, made before the first is sent, so that the flood takes as little as possible of the machine that it
 * shares with the pipeline.
 */
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { generate, parser } from "mqtt-packet";
import { z } from "zod";
import { defaultRoute } from "../../services/publisher/fleet/route.ts";
import { TopicTemplate } from "../../services/shared/mqtt/topic-template.ts";
import { encodeReading } from "../../services/shared/reading/reading.ts";
import { sentAtNow, traceCarriers, traceProperties } from "../../services/shared/reading/trace.ts";
import { childArgument } from "../child-argument.ts";

const { host, port, topic, trace, run, devices, messages, connections, shards } = z
  .object({
    host: z.string(),
    port: z.number(),
    topic: z.string(),
    trace: z.enum(traceCarriers),
    run: z.string(),
    devices: z.int().positive(),
    messages: z.int().positive(),
    connections: z.int().positive(),
    shards: z.int().positive(),
  })
  .parse(await childArgument());

const protocolVersion = 5;
const largestMessageId = 65_535;
/** MQTT 5, 2.4: reason codes from here on are failures. */
const firstErrorCode = 0x80;

/** A connection to the broker that publishes the readings of its devices in their order. */
class FloodConnection {
  readonly #socket: Socket;
  readonly #packets: readonly Buffer[];
  readonly #done = Promise.withResolvers<void>();
  #window = 0;
  #sent = 0;
  #acknowledged = 0;

  constructor(packets: readonly Buffer[]) {
    this.#packets = packets;
    this.#socket = connect({ host, port, noDelay: true });
  }

  /** Resolves when the broker has accepted the connection. */
  async open(clientId: string): Promise<void> {
    await once(this.#socket, "connect");
    const connected = Promise.withResolvers<void>();
    const packets = parser({ protocolVersion });
    packets.on("packet", (packet) => {
      if (packet.cmd === "connack") {
        this.#window = packet.properties?.receiveMaximum ?? largestMessageId;
        connected.resolve();
      } else if (packet.cmd === "puback") this.#acknowledge(packet.reasonCode ?? 0);
    });
    this.#socket.on("data", (data) => {
      packets.parse(data);
      this.#send();
      if (this.#acknowledged === this.#packets.length) this.#done.resolve();
    });
    this.#socket.on("error", (error) => this.#done.reject(error));
    this.#socket.on("close", () => this.#done.reject(new Error("the broker ended the connection")));
    this.#socket.write(generate({ cmd: "connect", clientId, clean: true, protocolVersion, keepalive: 0 }));
    await connected.promise;
  }

  /** Publishes everything; resolves when everything has been acknowledged. */
  async flood(): Promise<void> {
    this.#send();
    await this.#done.promise;
    this.#socket.removeAllListeners("close").destroy();
  }

  #acknowledge(reasonCode: number): void {
    // A refused reading never arrives: without this the other end would wait until its timeout.
    if (reasonCode >= firstErrorCode) this.#done.reject(new Error(`refused with reason code ${reasonCode}`));
    this.#acknowledged += 1;
  }

  #send(): void {
    const end = Math.min(this.#packets.length, this.#acknowledged + this.#window);
    if (this.#sent >= end || this.#window === 0) return;
    this.#socket.write(Buffer.concat(this.#packets.slice(this.#sent, end)));
    this.#sent = end;
  }
}

const topics = new TopicTemplate(topic, shards);
const packetsOf = Array.from({ length: connections }, (): Buffer[] => []);
for (let message = 0; message < messages; message += 1) {
  const device = message % devices;
  const id = `flood-${device}`;
  const packets = packetsOf[device % connections];
  const seq = Math.floor(message / devices);
  const { x, y } = defaultRoute[seq % defaultRoute.length] ?? defaultRoute[0];
  packets?.push(
    generate(
      {
        cmd: "publish",
        topic: topics.topicOf(id),
        qos: 1,
        dup: false,
        retain: false,
        messageId: (packets.length % largestMessageId) + 1,
        payload: encodeReading(
          { id, x, y, status: "Active" },
          trace === "payload" ? { run, seq } : undefined,
        ),
        properties: { userProperties: traceProperties({ run, seq }, sentAtNow()) },
      },
      { protocolVersion },
    ),
  );
}
const flooding = packetsOf.map((packets) => new FloodConnection(packets));
await Promise.all(flooding.map((connection, index) => connection.open(`flood-${run}-${index}`)));
const firstSentAtMs = performance.timeOrigin + performance.now();
await Promise.all(flooding.map((connection) => connection.flood()));
process.stdout.write(`${JSON.stringify({ firstSentAtMs })}\n`);
