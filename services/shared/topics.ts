/** Name of the topic of readings, in MQTT and in Kafka; `docker-compose.yml` has it, too. */
export const defaultTopic = "coffee";

/** Partitions of the topic of readings in Kafka. */
export const readingPartitions = 4;
