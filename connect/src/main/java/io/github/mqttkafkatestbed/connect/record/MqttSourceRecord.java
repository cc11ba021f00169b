package io.github.mqttkafkatestbed.connect.record;

import java.util.Optional;

import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.source.SourceRecord;

import io.github.mqttkafkatestbed.connect.monitoring.UnconfirmedRecord;
import io.github.mqttkafkatestbed.connect.mqtt.Delivery;
import io.github.mqttkafkatestbed.connect.topic.Destination;

/**
 * Record that carries its delivery. Its timestamp is the time of receipt: transforms such as TimestampRouter fail on a
 * record without one.
 *
 * <p>Connect passes to {@link org.apache.kafka.connect.source.SourceTask#commitRecord} the same object that
 * {@code poll()} returned, whatever transforms have made of it ({@code AbstractWorkerSourceTask} of Connect 4.3.1: "the
 * pre-transform SourceRecord"), which makes a table of unacknowledged messages unnecessary.
 *
 * <p>Source partition and offset are the record of the session, not a position: that is the session at the broker itself.
 * Connect stores one entry per commit interval, nothing per record.
 */
public final class MqttSourceRecord extends SourceRecord {

    private final Delivery delivery;
    private final DeadLetterReason deadLetterReason;
    private final boolean matched;
    private UnconfirmedRecord unconfirmed;

    /**
     * Creates an ordinary record.
     *
     * @param key   null for none
     * @param value a byte array or a string
     */
    MqttSourceRecord(Delivery delivery, Destination destination, String key, Object value, Iterable<Header> headers) {
        this(delivery, null, destination.outcome() == Destination.Outcome.MATCHED, destination.topic(), key, value, headers);
    }

    /**
     * Creates a dead letter.
     *
     * @param value a byte array or a string
     */
    MqttSourceRecord(Delivery delivery, DeadLetterReason reason, String topic, Object value, Iterable<Header> headers) {
        this(delivery, reason, reason != DeadLetterReason.TOPIC_UNMATCHED, topic, null, value, headers);
    }

    private MqttSourceRecord(Delivery delivery, DeadLetterReason deadLetterReason, boolean matched, String topic, String key,
            Object value, Iterable<Header> headers) {
        super(delivery.session().partition(), delivery.session().offset(), topic, null, key == null ? null : Schema.STRING_SCHEMA, key,
                value instanceof String ? Schema.STRING_SCHEMA : Schema.BYTES_SCHEMA, value, delivery.receivedMs(), headers);
        this.delivery = delivery;
        this.deadLetterReason = deadLetterReason;
        this.matched = matched;
    }

    /**
     * Whether the objects are the same. Connect's worker for exactly-once sources keeps its records in a map: two messages
     * with the same contents are two records.
     */
    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    /** Returns the delivery to acknowledge once Kafka has the record. */
    public Delivery delivery() {
        return delivery;
    }

    /** Returns its place among the records that Kafka has not confirmed; null before it is handed to Connect. */
    public UnconfirmedRecord unconfirmed() {
        return unconfirmed;
    }

    /** Sets its place among the records that Kafka has not confirmed, before it is handed to Connect. */
    public void setUnconfirmed(UnconfirmedRecord place) {
        this.unconfirmed = place;
    }

    /** Returns the reason of a dead letter; empty for an ordinary record. */
    public Optional<DeadLetterReason> deadLetterReason() {
        return Optional.ofNullable(deadLetterReason);
    }

    /** Whether the Kafka topic, or its being a dead letter, is due to no rule of {@code topic.map} matching the message. */
    public boolean isUnmatched() {
        return !matched;
    }
}
