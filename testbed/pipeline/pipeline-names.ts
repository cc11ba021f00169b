import { defaultGroup } from "../../services/consumer/config.ts";
import { connectorName } from "../../services/provision/mqtt-source.ts";
import { deadLetterTopicOf } from "../../services/provision/topics.ts";
import { defaultTopic } from "../../services/shared/topics.ts";
import { type Bridge, isConnector } from "./bridge.ts";

/** Names of a pipeline's topics and clients, for observers. */
export interface PipelineNames {
  readonly mqttTopic: string;
  readonly kafkaTopic: string;
  /** `undefined` if unknown. */
  readonly deadLetterTopic: string | undefined;
  readonly consumerGroup: string;
  /** The name in Kafka Connect; `undefined` if the bridge is none of its connectors, or Connect cannot be asked. */
  readonly connector: string | undefined;
}

/** The topics of the project's own pipeline. */
export const ownTopics = { mqttTopic: defaultTopic, kafkaTopic: defaultTopic } as const;

/** Returns the names in the project's own pipeline, with this bridge under test. */
export function ownNames(bridge: Bridge | undefined): PipelineNames {
  return {
    ...ownTopics,
    deadLetterTopic: deadLetterTopicOf(ownTopics.kafkaTopic),
    consumerGroup: defaultGroup,
    connector: isConnector(bridge) ? connectorName : undefined,
  };
}
