package io.github.mqttkafkatestbed.connect;

import java.util.Optional;

import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * A record that carries the delivery it was made from.
 *
 * <p>Connect hands {@link org.apache.kafka.connect.source.SourceTask#commitRecord} the very object that
 * {@code poll()} returned, whatever transforms have made of it ({@code AbstractWorkerSourceTask} of Connect 4.3.1: "the
 * pre-transform SourceRecord"), so no table of unacknowledged messages is needed beside it.
 *
 * <p>Source partition and offset are null: the session at the broker is what remembers the position. Connect allows
 * that ({@code OffsetUtils.validateFormat}) and then stores one empty entry per commit interval, nothing per record.
 */
final class MqttSourceRecord extends SourceRecord {

    private final Delivery delivery;
    private final DeadLetter.Reason deadLetterReason;

    /**
     * @param deadLetterReason why the record is a dead letter; null if it is none
     * @param key              null for none
     */
    MqttSourceRecord(Delivery delivery, DeadLetter.Reason deadLetterReason,
            String topic, String key, byte[] value, Iterable<Header> headers) {
        super(null, null, topic, null, key == null ? null : Schema.STRING_SCHEMA, key,
                Schema.BYTES_SCHEMA, value, null, headers);
        this.delivery = delivery;
        this.deadLetterReason = deadLetterReason;
    }

    /** The delivery to acknowledge once Kafka has the record. */
    Delivery delivery() {
        return delivery;
    }

    /** Why the record is a dead letter, if it is one. */
    Optional<DeadLetter.Reason> deadLetterReason() {
        return Optional.ofNullable(deadLetterReason);
    }
}
