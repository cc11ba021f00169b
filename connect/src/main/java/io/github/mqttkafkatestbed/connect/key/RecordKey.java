package io.github.mqttkafkatestbed.connect.key;

import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;

/** Strategy that computes the key of a Kafka record from the MQTT message. Stateless and thread-safe. */
@FunctionalInterface
public interface RecordKey {

    /** No key: Kafka's partitioner spreads the records. */
    RecordKey NONE = (publish, payload) -> null;

    /** The MQTT topic of the message. */
    RecordKey TOPIC = (publish, payload) -> publish.getTopic().toString();

    /**
     * Computes the key of a message.
     *
     * @param payload the payload of {@code publish}, copied once by the caller
     * @return the key; null for none
     * @throws RecordKeyException if the message has no key or one that cannot be used
     */
    String of(Mqtt5Publish publish, byte[] payload) throws RecordKeyException;

    /** Whether the key has user properties of the message, which only MQTT 5 has. */
    default boolean needsProperties() {
        return false;
    }
}
