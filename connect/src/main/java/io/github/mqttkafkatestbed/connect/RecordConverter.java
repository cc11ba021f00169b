package io.github.mqttkafkatestbed.connect;

import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.header.Headers;

import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;

/**
 * Makes the Kafka record of an MQTT message, or its dead letter. Does no I/O and keeps no state.
 */
final class RecordConverter {

    /** What becomes of a message from which the record key cannot be had. */
    enum MissingKey {
        /** It goes to the dead-letter topic. */
        DEAD_LETTER,
        /** The task fails. */
        FAIL
    }

    private final String topic;
    private final RecordKey key;
    private final MissingKey missingKey;
    private final long maxBytes;
    private final DeadLetter deadLetter;

    RecordConverter(String topic, String deadLetterTopic, RecordKey key, MissingKey missingKey, long maxBytes) {
        this.topic = topic;
        this.key = key;
        this.missingKey = missingKey;
        this.maxBytes = maxBytes;
        this.deadLetter = new DeadLetter(deadLetterTopic, maxBytes);
    }

    /**
     * @return the record of the message, to the configured topic or to the dead-letter topic
     * @throws ConnectException if the record key cannot be had and that is to fail the task
     */
    MqttSourceRecord convert(Delivery delivery) {
        byte[] payload = delivery.publish().getPayloadAsBytes();
        if (payload.length > maxBytes) {
            return tooLarge(delivery, payload, payload.length);
        }
        String recordKey;
        try {
            recordKey = keyOf(delivery.publish(), payload);
        } catch (MissingKeyException e) {
            if (missingKey == MissingKey.FAIL) {
                throw new ConnectException("A message on MQTT topic " + delivery.publish().getTopic()
                        + " has no record key. " + e.getMessage() + " It stays unacknowledged, and the broker delivers"
                        + " it again; set " + MqttSourceConfig.RECORD_KEY_MISSING + "=dead-letter to let it pass.");
            }
            return deadLetter.of(delivery, payload, e.reason(), e.getMessage());
        }
        Headers headers = RecordHeaders.of(delivery);
        long size = RecordSize.empty() + RecordSize.utf8(recordKey) + payload.length + RecordSize.headers(headers);
        if (size > maxBytes) {
            return tooLarge(delivery, payload, size);
        }
        return new MqttSourceRecord(delivery, null, topic, recordKey, payload, headers);
    }

    private MqttSourceRecord tooLarge(Delivery delivery, byte[] payload, long size) {
        return deadLetter.of(delivery, payload, DeadLetter.Reason.RECORD_TOO_LARGE, "The record would be " + size
                + " bytes or more; " + MqttSourceConfig.MAX_RECORD_BYTES + " allows " + maxBytes + ".");
    }

    private String keyOf(Mqtt5Publish publish, byte[] payload) throws MissingKeyException {
        if (key instanceof RecordKey.Json json) {
            return new JsonKeyReader(json.pointer()).read(payload);
        }
        if (key instanceof RecordKey.Topic) {
            return publish.getTopic().toString();
        }
        if (key instanceof RecordKey.Property property) {
            return publish.getUserProperties().asList().stream()
                    .filter(candidate -> candidate.getName().toString().equals(property.name()))
                    .map(candidate -> candidate.getValue().toString())
                    .findFirst()
                    .orElseThrow(() -> new MissingKeyException(DeadLetter.Reason.KEY_MISSING,
                            "The message has no user property " + property.name() + "."));
        }
        return null;
    }
}
