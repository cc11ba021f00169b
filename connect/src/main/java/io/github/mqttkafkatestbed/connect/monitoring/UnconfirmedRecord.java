package io.github.mqttkafkatestbed.connect.monitoring;

/** Place of a record among the {@link UnconfirmedRecords}, until Kafka confirms it. Thread-safe. */
public final class UnconfirmedRecord {

    private final String topic;
    private final long nanos;
    private final long number;
    private volatile boolean confirmed;

    /**
     * @param topic  Kafka topic, as the connector has set it
     * @param nanos  time at which it was handed over, as {@link System#nanoTime}
     * @param number in the order in which records were handed over
     */
    UnconfirmedRecord(String topic, long nanos, long number) {
        this.topic = topic;
        this.nanos = nanos;
        this.number = number;
    }

    /**
     * Confirms the record.
     *
     * @return false if it was confirmed before
     */
    public synchronized boolean confirm() {
        boolean isFirst = !confirmed;
        confirmed = true;
        return isFirst;
    }

    String topic() {
        return topic;
    }

    long nanos() {
        return nanos;
    }

    long number() {
        return number;
    }

    boolean isConfirmed() {
        return confirmed;
    }
}
