import { type Packet } from "mqtt";
import { type Logger } from "pino";
import { isFailure, noMatchingSubscribers } from "./reason-codes.ts";

/**
 * Counts readings that the broker acknowledged while their topic had no subscriber, as PUBACK (QoS 1) and PUBREC (QoS 2)
 * report, and logs for each topic when that begins and ends.
 */
export class SubscriberWatch {
  readonly #logger: Logger;
  #acknowledgedWithoutSubscriber = 0;
  readonly #topicsWithoutSubscriber = new Set<string>();
  /** Topics of the messages that are not acknowledged, by packet id. */
  readonly #topicOf = new Map<number, string>();
  /** Packet ids for which PUBREC reported no subscriber; counted at PUBCOMP. */
  readonly #unconfirmed = new Set<number>();

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  get acknowledgedWithoutSubscriber(): number {
    return this.#acknowledgedWithoutSubscriber;
  }

  /** Forgets packet ids: they are those of one session. */
  sessionBegins(): void {
    this.#unconfirmed.clear();
    this.#topicOf.clear();
  }

  /** Takes a packet to the broker. */
  sent(packet: Packet): void {
    if (packet.cmd === "publish" && packet.messageId !== undefined)
      this.#topicOf.set(packet.messageId, packet.topic);
  }

  /** Takes a packet from the broker. */
  received(packet: Packet): void {
    if (packet.cmd !== "puback" && packet.cmd !== "pubrec" && packet.cmd !== "pubcomp") return;
    const { cmd, messageId = 0, reasonCode } = packet;
    const topic = this.#topicOf.get(messageId);
    if (cmd !== "pubrec" || isFailure(packet)) this.#topicOf.delete(messageId);
    if (isFailure(packet)) return;
    const hasNoSubscriber = reasonCode === noMatchingSubscribers;
    if (cmd !== "pubcomp" && hasNoSubscriber) this.#unconfirmed.add(messageId);
    if (cmd !== "pubrec" && this.#unconfirmed.delete(messageId)) this.#acknowledgedWithoutSubscriber += 1;
    if (cmd === "pubcomp" || topic === undefined) return;
    if (hasNoSubscriber !== this.#topicsWithoutSubscriber.has(topic)) this.#changed(topic, hasNoSubscriber);
  }

  #changed(topic: string, hasNoSubscriber: boolean): void {
    if (hasNoSubscriber) {
      this.#topicsWithoutSubscriber.add(topic);
      this.#logger.warn({ topic }, "the topic has no subscriber: the broker acknowledges and discards");
    } else {
      this.#topicsWithoutSubscriber.delete(topic);
      this.#logger.info({ topic }, "the topic has a subscriber again");
    }
  }
}
