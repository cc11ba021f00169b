import { type Packet, type Parser, parser } from "mqtt-packet";
import { type ReadingFact } from "../../shared/journal/fact.ts";
import { type TraceCarrier } from "../../shared/reading/trace.ts";
import { type Direction } from "../link/connection.ts";
import { nameReading, type ReadingName } from "./reading-name.ts";

/** What some bytes of an MQTT connection told. */
export interface Decoded {
  readonly facts: readonly ReadingFact[];
  /** Messages that carry no reading that could be named. */
  readonly untraced: number;
  /** Why these bytes, and so all that follow, cannot be read; `undefined` where they can. */
  readonly undecodable: string | undefined;
}

/** A packet that is not complete after so many bytes is no packet, or none that is worth the memory. */
const longestPacketBytes = 16 * 1024 * 1024;
/** Reason codes from here on are errors (MQTT 5 section 2.4). */
const firstErrorCode = 0x80;

/**
 * Reads along on one connection of an MQTT client (the bridge) with its broker (the target), and tells which readings
 * the broker delivered and which of them the bridge acknowledged. Speaks MQTT 5 and 3.1.1, whichever the bridge's
 * CONNECT says. Pure: gets the bytes in the order in which they were passed on, in whatever pieces, and the time.
 *
 * `delivered`: the last byte of the PUBLISH has been handed to the bridge's socket, once for each time that the broker
 * sent it. A reset right after may still have kept it from the bridge: that it got there only its answer proves.
 * `bridge-acknowledged`: PUBACK (QoS 1) or PUBREC (QoS 2) without an error code has been handed to the broker's socket
 * (MQTT 5 sections 3.4, 3.5 and 4.3). At QoS 0 there is no answer, and delivery stands for it.
 */
export class PublishTap {
  readonly #traceCarrier: TraceCarrier;
  readonly #fromBridge = parser();
  #fromBroker: Parser | undefined;
  /** What each packet id stands for on this connection until it is acknowledged (MQTT 5 section 2.2.1). */
  readonly #inFlight = new Map<number, ReadingName>();
  #facts: ReadingFact[] = [];
  #untraced = 0;
  #undecodable: string | undefined;
  #at = 0;

  constructor(traceCarrier: TraceCarrier) {
    this.#traceCarrier = traceCarrier;
    this.#listenTo(this.#fromBridge, (packet) => this.#readFromBridge(packet));
  }

  /** Reads bytes that were passed on at `at` (monotonic microseconds). Tells nothing after what could not be read. */
  read(direction: Direction, bytes: Buffer, at: number): Decoded {
    if (this.#undecodable !== undefined) return { facts: [], untraced: 0, undecodable: this.#undecodable };
    this.#at = at;
    this.#facts = [];
    this.#untraced = 0;
    const decoder = direction === "toTarget" ? this.#fromBridge : this.#fromBroker;
    if (decoder === undefined) this.#fail("the broker spoke before the bridge");
    else this.#decode(decoder, bytes);
    return { facts: this.#facts, untraced: this.#untraced, undecodable: this.#undecodable };
  }

  #listenTo(decoder: Parser, onPacket: (packet: Packet) => void): void {
    decoder.on("packet", onPacket);
    decoder.on("error", (error: Error) => this.#fail(error.message));
  }

  #decode(decoder: Parser, bytes: Buffer): void {
    try {
      const undecodedBytes = decoder.parse(bytes);
      if (undecodedBytes > longestPacketBytes) this.#fail(`a packet longer than ${longestPacketBytes} bytes`);
    } catch (error) {
      // Bytes that only look like MQTT make the decoder read past their end.
      this.#fail(String(error));
    }
  }

  #fail(reason: string): void {
    this.#undecodable ??= reason;
  }

  #readFromBridge(packet: Packet): void {
    if (packet.cmd === "connect") {
      this.#fromBroker = parser({ protocolVersion: packet.protocolVersion });
      this.#listenTo(this.#fromBroker, (answer) => this.#readFromBroker(answer));
    } else if (this.#fromBroker === undefined) {
      this.#fail(`${packet.cmd} before connect`);
    } else if ((packet.cmd === "puback" || packet.cmd === "pubrec") && packet.messageId !== undefined) {
      const name = this.#inFlight.get(packet.messageId);
      this.#inFlight.delete(packet.messageId);
      if (name !== undefined && (packet.reasonCode ?? 0) < firstErrorCode) {
        this.#note("bridge-acknowledged", name);
      }
    }
  }

  #readFromBroker(packet: Packet): void {
    if (packet.cmd !== "publish") return;
    const name = nameReading(this.#traceCarrier, packet);
    if (packet.messageId !== undefined) this.#inFlight.delete(packet.messageId);
    if (name === undefined) {
      this.#untraced += 1;
      return;
    }
    this.#note("delivered", name);
    if (packet.messageId === undefined) this.#note("bridge-acknowledged", name);
    else this.#inFlight.set(packet.messageId, name);
  }

  #note(fact: "delivered" | "bridge-acknowledged", name: ReadingName): void {
    this.#facts.push({ fact, at: this.#at, ...name });
  }
}
