import { crc32 } from "node:zlib";

/** Level of a topic that stands for the shard of a device. */
const shardLevel = "{shard}";

/** Longest topic name in bytes, MQTT 5 section 1.5.4. */
const longestTopic = 65_535;

/** Text of the topics that {@link isTopicTemplate} allows. */
export const topicTemplateAllowed = `a topic name without # and + is allowed, in which one whole level may be ${shardLevel}`;

/**
 * Whether this is a topic name (MQTT 5 section 4.7: no wildcards, no NUL), or one with the level `{shard}`. Other texts in
 * braces are refused, as they are mistakes for it.
 */
export function isTopicTemplate(text: string): boolean {
  const levels = text.split("/").filter((level) => level !== shardLevel);
  return (
    text.split("/").length - levels.length <= 1 &&
    text !== "" &&
    !/[#+\0]|\{\w*\}/.test(levels.join("/")) &&
    // The number of a shard is shorter than the placeholder.
    Buffer.byteLength(text) <= longestTopic
  );
}

/** Topics of a publisher's devices: one for all or, with the level `{shard}`, one for each shard of the devices. */
export class TopicTemplate {
  readonly #before: string;
  /** Text behind the shard; `undefined` if the topic has none. */
  readonly #behind: string | undefined;
  readonly #shards: number;

  /** `text`: one that {@link isTopicTemplate}; `shards`: number of topics, if it has the level `{shard}`. */
  constructor(text: string, shards: number) {
    const [before = text, behind] = text.split(shardLevel);
    this.#before = before;
    this.#behind = behind;
    this.#shards = behind === undefined ? 1 : shards;
  }

  /** Returns the topic of a device: always the same one, whichever other devices there are. */
  topicOf(device: string): string {
    return this.#behind === undefined ? this.#before : this.#with(crc32(device) % this.#shards);
  }

  /** All topics. */
  get topics(): readonly string[] {
    return Array.from({ length: this.#shards }, (_, shard) => this.#with(shard));
  }

  /** Topic filter that matches all topics. */
  get filter(): string {
    return this.#with("+");
  }

  #with(shard: number | "+"): string {
    return this.#behind === undefined ? this.#before : `${this.#before}${shard}${this.#behind}`;
  }
}
