import { type Logger } from "pino";
import { rotated } from "../../group/group-address.ts";
import { type PartitionOffset } from "../../group/offset-tracker.ts";
import { type KafkaReader, type ReaderHooks, type ReaderOptions } from "../kafka-reader.ts";
import { Membership } from "./membership.ts";

/**
 * Reader with `@platformatic/kafka`, by its requests and not by its stream: that passes on records one by one, and nothing of
 * transactions' markers.
 */
export class PlatformaticReader implements KafkaReader {
  readonly options: ReaderOptions;
  readonly #logger: Logger;
  #membership: Membership | undefined;
  #memberships = 0;
  #isLeaving = false;

  constructor(options: ReaderOptions, logger: Logger) {
    this.options = options;
    this.#logger = logger;
  }

  async run(hooks: ReaderHooks): Promise<void> {
    // Loaded when it is needed, see platformaticSecurity.
    const client = await import("@platformatic/kafka");
    if (this.#isLeaving) return;
    const membership = new Membership(
      client,
      rotated(this.options, this.#memberships++),
      hooks,
      this.#logger,
    );
    this.#membership = membership;
    try {
      await membership.run();
    } finally {
      await membership.leave();
    }
  }

  get canCommit(): boolean {
    return this.#membership?.canCommit ?? false;
  }

  async commit(offsets: readonly PartitionOffset[]): Promise<void> {
    await this.#membership?.commit(offsets);
  }

  seek(offsets: readonly PartitionOffset[]): void {
    this.#membership?.seek(offsets);
  }

  async leave(): Promise<void> {
    this.#isLeaving = true;
    await this.#membership?.leave();
  }

  [Symbol.dispose](): void {
    this.#isLeaving = true;
    this.#membership?.[Symbol.dispose]();
  }
}
