import { type Packet } from "mqtt";
import { type Logger } from "pino";
import { isFailure, noMatchingSubscribers } from "./reason-codes.ts";

/**
 * Counts readings that the broker acknowledged while the topic had no subscriber, as PUBACK (QoS 1) and PUBREC (QoS 2)
 * report, and logs when that begins and ends.
 */
export class SubscriberWatch {
  readonly #topic: string;
  readonly #logger: Logger;
  #acknowledgedWithoutSubscriber = 0;
  #hasNoSubscriber = false;
  /** Packet ids for which PUBREC reported no subscriber; counted at PUBCOMP. */
  readonly #unconfirmed = new Set<number>();

  constructor(topic: string, logger: Logger) {
    this.#topic = topic;
    this.#logger = logger;
  }

  get acknowledgedWithoutSubscriber(): number {
    return this.#acknowledgedWithoutSubscriber;
  }

  /** Forgets packet ids: they are those of one session. */
  sessionBegins(): void {
    this.#unconfirmed.clear();
  }

  /** Takes a packet from the broker. */
  received(packet: Packet): void {
    if (packet.cmd !== "puback" && packet.cmd !== "pubrec" && packet.cmd !== "pubcomp") return;
    const { cmd, messageId = 0, reasonCode } = packet;
    if (isFailure(packet)) return;
    const hasNoSubscriber = reasonCode === noMatchingSubscribers;
    if (cmd !== "pubcomp" && hasNoSubscriber) this.#unconfirmed.add(messageId);
    if (cmd !== "pubrec" && this.#unconfirmed.delete(messageId)) this.#acknowledgedWithoutSubscriber += 1;
    if (cmd === "pubcomp" || hasNoSubscriber === this.#hasNoSubscriber) return;
    this.#hasNoSubscriber = hasNoSubscriber;
    this.#log();
  }

  #log(): void {
    const topic = this.#topic;
    if (this.#hasNoSubscriber) {
      this.#logger.warn({ topic }, "the topic has no subscriber: the broker acknowledges and discards");
    } else {
      this.#logger.info({ topic }, "the topic has a subscriber again");
    }
  }
}
