import { type Packet, type Parser, parser } from "mqtt-packet";
import { type Fact } from "../../shared/journal/fact.ts";
import { type TraceCarrier } from "../../shared/reading/trace.ts";
import { type Direction } from "../link/connection.ts";
import { nameReading, type ReadingName } from "./reading-name.ts";

/** A fact about a reading on the link to the bridge. */
type DeliveryFact = Fact<"delivered" | "bridge-acknowledged">;

/** Facts decoded from bytes of an MQTT connection. */
export interface Decoded {
  readonly facts: readonly DeliveryFact[];
  /** Number of messages without a reading that can be named. */
  readonly untraced: number;
  /** Reason that these bytes, and so all later ones, cannot be decoded; `undefined` if they can. */
  readonly undecodable: string | undefined;
}

/** Limit of buffered bytes of an incomplete packet: beyond it, the bytes are probably no MQTT. */
const longestPacketBytes = 16 * 1024 * 1024;
/** Smallest reason code that is an error (MQTT 5 section 2.4). */
const firstErrorCode = 0x80;

/**
 * Decodes one connection of an MQTT client (the bridge) with its broker (the target), and returns the readings that the
 * broker delivered and those that the bridge acknowledged. Decodes MQTT 5 or 3.1.1, as the bridge's CONNECT says. Pure:
 * gets the bytes in the order in which they were passed, in chunks of any size, and the time.
 *
 * `delivered`: the last byte of the PUBLISH was written to the bridge's socket; one fact each time that the broker sent it.
 * A reset right after may have kept it from the bridge: only an acknowledgement proves its arrival.
 * `bridge-acknowledged`: PUBACK (QoS 1) or PUBREC (QoS 2) without an error code was written to the broker's socket
 * (MQTT 5 sections 3.4, 3.5 and 4.3). At QoS 0 there is no acknowledgement, and delivery counts as one.
 */
export class PublishTap {
  readonly #traceCarrier: TraceCarrier;
  readonly #fromBridge = parser();
  #fromBroker: Parser | undefined;
  /** Readings by packet id on this connection, until acknowledged (MQTT 5 section 2.2.1). */
  readonly #inFlight = new Map<number, ReadingName>();
  #facts: DeliveryFact[] = [];
  #untraced = 0;
  #undecodable: string | undefined;
  #at = 0;

  constructor(traceCarrier: TraceCarrier) {
    this.#traceCarrier = traceCarrier;
    this.#listenTo(this.#fromBridge, (packet) => this.#readFromBridge(packet));
  }

  /** Decodes bytes that were passed at `at` (monotonic microseconds). No facts after bytes that cannot be decoded. */
  read(direction: Direction, bytes: Buffer, at: number): Decoded {
    if (this.#undecodable !== undefined) return { facts: [], untraced: 0, undecodable: this.#undecodable };
    this.#at = at;
    this.#facts = [];
    this.#untraced = 0;
    const decoder = direction === "toTarget" ? this.#fromBridge : this.#fromBroker;
    if (decoder === undefined) this.#fail("the broker sent before the bridge");
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
      if (undecodedBytes > longestPacketBytes) this.#fail(`packet longer than ${longestPacketBytes} bytes`);
    } catch (error) {
      // The decoder reads past the end of bytes that only look like MQTT.
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

  #note(fact: DeliveryFact["fact"], name: ReadingName): void {
    this.#facts.push({ fact, at: this.#at, ...name });
  }
}
