import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { TopicTemplate } from "../../services/shared/mqtt/topic-template.ts";
import { defaultTopic } from "../../services/shared/topics.ts";
import { checkout } from "../../testbed/checkout.ts";
import { type ForeignConnector } from "../../testbed/pipeline/bridge.ts";

/** Topic of floods whose devices are on several topics. */
export const shardedTopic = `${defaultTopic}/{shard}`;

/** Returns our connector with a topic filter, and so a session, for each of the `shards` of {@link shardedTopic}. */
export async function shardedConnector(tasks: number, shards: number): Promise<ForeignConnector> {
  const config = JSON.parse(await readFile(join(checkout, "connect/mqtt-source.json"), "utf8")) as Record<
    string,
    string
  >;
  return {
    kind: "connector",
    name: tasks === 1 ? "1 task" : `${tasks} tasks`,
    plugin: join(checkout, "connect/target/plugins/mqtt-source"),
    config: {
      ...config,
      "tasks.max": String(tasks),
      "mqtt.topics": new TopicTemplate(shardedTopic, shards).topics.join(),
    },
  };
}
