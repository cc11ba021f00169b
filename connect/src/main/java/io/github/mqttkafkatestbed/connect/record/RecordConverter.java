package io.github.mqttkafkatestbed.connect.record;

import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.header.Headers;

import io.github.mqttkafkatestbed.connect.config.MqttSourceConfig;
import io.github.mqttkafkatestbed.connect.config.SettingNames;
import io.github.mqttkafkatestbed.connect.config.ValueType;
import io.github.mqttkafkatestbed.connect.key.MissingKeyPolicy;
import io.github.mqttkafkatestbed.connect.key.RecordKey;
import io.github.mqttkafkatestbed.connect.key.RecordKeyException;
import io.github.mqttkafkatestbed.connect.monitoring.EscapedText;
import io.github.mqttkafkatestbed.connect.mqtt.Delivery;
import io.github.mqttkafkatestbed.connect.topic.Destination;
import io.github.mqttkafkatestbed.connect.topic.TopicMap;
import io.github.mqttkafkatestbed.connect.wire.MessageDefects;

/** Converter of MQTT messages to Kafka records, ordinary ones or dead letters. Stateless and without I/O. */
public final class RecordConverter {

    private final TopicMap topicMap;
    private final RecordKey key;
    private final MissingKeyPolicy missingKeyPolicy;
    private final long maxBytes;
    private final ValueType valueType;
    private final RecordHeaders recordHeaders;
    private final DeadLetter deadLetter;

    /** Creates the converter that the settings describe. */
    public RecordConverter(MqttSourceConfig config) {
        this(config.topicMap(), config.deadLetterTopic(), config.recordKey(), config.missingKeyPolicy(),
                config.maxRecordBytes(), config.valueType(), config.writesBytesInHeaders());
    }

    RecordConverter(TopicMap topicMap, String deadLetterTopic, RecordKey key, MissingKeyPolicy missingKeyPolicy,
            long maxBytes, ValueType valueType, boolean bytesInHeaders) {
        this.topicMap = topicMap;
        this.key = key;
        this.missingKeyPolicy = missingKeyPolicy;
        this.maxBytes = maxBytes;
        this.valueType = valueType;
        this.recordHeaders = new RecordHeaders(bytesInHeaders);
        this.deadLetter = new DeadLetter(deadLetterTopic, maxBytes, valueType, recordHeaders);
    }

    /**
     * Converts a message.
     *
     * @return its record, to a configured topic or to the dead-letter topic
     * @throws ConnectException if the message has no usable record key and the policy is to fail the task
     */
    public MqttSourceRecord convert(Delivery delivery) {
        byte[] payload = delivery.publish().getPayloadAsBytes();
        if (delivery.defects() != null) {
            return defective(delivery, payload);
        }
        if (payload.length > maxBytes) {
            return tooLarge(delivery, payload, payload.length);
        }
        Destination destination = topicMap.destinationOf(delivery.publish().getTopic().toString());
        if (destination.topic() == null) {
            return withoutTopic(delivery, payload, destination);
        }
        String recordKey;
        try {
            recordKey = key.of(delivery.publish(), payload);
        } catch (RecordKeyException e) {
            return withoutKey(delivery, payload, e);
        }
        Headers headers = recordHeaders.of(delivery);
        long size = RecordSize.empty() + RecordSize.utf8(recordKey) + payload.length + RecordSize.headers(headers);
        if (size > maxBytes) {
            return tooLarge(delivery, payload, size);
        }
        Object value = valueType == ValueType.BYTES ? payload : Utf8.decode(payload).orElse(null);
        if (value == null) {
            return deadLetter.of(delivery, payload, DeadLetterReason.VALUE_INVALID,
                    "The payload is not UTF-8, and " + SettingNames.VALUE_TYPE + " is " + valueType + ".");
        }
        return new MqttSourceRecord(delivery, destination, recordKey, value, headers);
    }

    private MqttSourceRecord defective(Delivery delivery, byte[] payload) {
        MessageDefects defects = delivery.defects();
        if (defects.malformation() != null) {
            return deadLetter.of(delivery, payload, DeadLetterReason.MALFORMED,
                    "The message breaks a rule of MQTT: " + defects.malformation() + ".");
        }
        if (defects.userProperties() > defects.limits().userProperties()) {
            return deadLetter.of(delivery, payload, DeadLetterReason.TOO_MANY_USER_PROPERTIES, "The message has "
                    + defects.userProperties() + " user properties; " + SettingNames.MAX_USER_PROPERTIES + " allows "
                    + defects.limits().userProperties() + ".");
        }
        return tooLarge(delivery, payload, defects.bytes());
    }

    private MqttSourceRecord withoutTopic(Delivery delivery, byte[] payload, Destination destination) {
        return destination.outcome() == Destination.Outcome.UNMATCHED
                ? deadLetter.of(delivery, payload, DeadLetterReason.TOPIC_UNMATCHED,
                        "No rule of " + SettingNames.TOPIC_MAP + " matches the MQTT topic.")
                : deadLetter.of(delivery, payload, DeadLetterReason.TOPIC_NOT_ALLOWED,
                        SettingNames.TOPIC_MAP + " leads to " + destination.refused() + ".");
    }

    private MqttSourceRecord withoutKey(Delivery delivery, byte[] payload, RecordKeyException failure) {
        if (missingKeyPolicy == MissingKeyPolicy.FAIL) {
            throw new ConnectException(EscapedText.of("A message on MQTT topic " + delivery.publish().getTopic()
                    + " has no record key. " + failure.getMessage() + " It stays unacknowledged, and the broker delivers"
                    + " it again; set " + SettingNames.RECORD_KEY_MISSING + "=" + MissingKeyPolicy.DEAD_LETTER
                    + " to let it pass."));
        }
        DeadLetterReason reason = switch (failure.problem()) {
            case MISSING -> DeadLetterReason.KEY_MISSING;
            case INVALID -> DeadLetterReason.KEY_INVALID;
        };
        return deadLetter.of(delivery, payload, reason, failure.getMessage());
    }

    private MqttSourceRecord tooLarge(Delivery delivery, byte[] payload, long size) {
        return deadLetter.of(delivery, payload, DeadLetterReason.RECORD_TOO_LARGE, "The record would be " + size
                + " bytes or more; " + SettingNames.MAX_RECORD_BYTES + " allows " + maxBytes + ".");
    }
}
