import { defaultGroup } from "../../services/consumer/config.ts";
import { connectorName } from "../../services/provision/mqtt-source.ts";
import { deadLetterTopicOf } from "../../services/provision/topics.ts";
import { defaultTopic } from "../../services/shared/topics.ts";
import { type Bridge, isConnector } from "./bridge.ts";

/** Names of a pipeline's topics and clients, for observers. */
export interface PipelineNames {
  /** Topic of the readings; if there are several, the topic filter that matches them. */
  readonly mqttTopic: string;
  readonly kafkaTopic: string;
  /** `undefined` if unknown. */
  readonly deadLetterTopic: string | undefined;
  readonly consumerGroup: string;
  /** The name in Kafka Connect; `undefined` if the bridge is none of its connectors, or Connect cannot be asked. */
  readonly connector: string | undefined;
}

/** Kafka topic of the readings in the project's own pipeline. */
export const ownKafkaTopic = defaultTopic;

/** Returns the names in the project's own pipeline, with this bridge under test. */
export function ownNames(bridge: Bridge | undefined, mqttTopic: string = defaultTopic): PipelineNames {
  return {
    mqttTopic,
    kafkaTopic: ownKafkaTopic,
    deadLetterTopic: deadLetterTopicOf(ownKafkaTopic),
    consumerGroup: defaultGroup,
    connector: isConnector(bridge) ? connectorName : undefined,
  };
}
