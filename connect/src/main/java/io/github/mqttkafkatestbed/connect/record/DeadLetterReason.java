package io.github.mqttkafkatestbed.connect.record;

/** Reason for a dead letter; its text is the value of the header {@code error.reason}. */
public enum DeadLetterReason {
    /** The message has nothing where the record key should be. */
    KEY_MISSING("key-missing"),
    /** The payload cannot be parsed for its key, or its value cannot be a key. */
    KEY_INVALID("key-invalid"),
    /** The message breaks a rule of MQTT. */
    MALFORMED("malformed"),
    /** A rule of {@code topic.map} makes a Kafka topic that is not allowed. */
    TOPIC_NOT_ALLOWED("topic-not-allowed"),
    /** No rule of {@code topic.map} matches, and {@code topic.map.unmatched} is {@code dead-letter}. */
    TOPIC_UNMATCHED("topic-unmatched"),
    /** The message has more user properties than {@code max.user.properties}. */
    TOO_MANY_USER_PROPERTIES("too-many-user-properties"),
    /** The payload is not UTF-8, and {@code value.type} is {@code string}. */
    VALUE_INVALID("value-invalid"),
    /** Payload, key and headers are larger than {@code max.record.bytes}. */
    RECORD_TOO_LARGE("record-too-large");

    private final String word;

    DeadLetterReason(String word) {
        this.word = word;
    }

    /** Returns the value of the header, such as {@code key-missing}. */
    @Override
    public String toString() {
        return word;
    }
}
