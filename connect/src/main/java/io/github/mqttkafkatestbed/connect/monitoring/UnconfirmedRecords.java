package io.github.mqttkafkatestbed.connect.monitoring;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/**
 * Records handed to Connect that Kafka has not confirmed, in the order in which they were handed over. Kafka keeps that order
 * within a partition only: a confirmed record stays until those before it are confirmed. Thread-safe, and without a common
 * lock: one thread hands over and another confirms some ten thousand records a second.
 */
public final class UnconfirmedRecords {

    /**
     * The oldest unconfirmed record.
     *
     * @param topic  its Kafka topic, as the connector has set it
     * @param ageMs  time since it was handed over, in milliseconds
     * @param behind number of unconfirmed records that were handed over after it
     */
    public record Oldest(String topic, long ageMs, int behind) { }

    private final Queue<UnconfirmedRecord> records = new ConcurrentLinkedQueue<>();
    /** Number of the next record; used by the thread that hands records over. */
    private long next;
    /** Number of the first record of the last batch. */
    private volatile long batch;

    /**
     * Records that Connect asks for another batch, so that it has passed all earlier records to its producer. To be called by
     * the thread that calls {@link #add}.
     */
    public void startBatch() {
        batch = next;
        for (UnconfirmedRecord oldest = records.peek(); oldest != null && oldest.isConfirmed(); oldest = records.peek()) {
            records.remove();
        }
    }

    /**
     * Adds a record to the batch. To be called by one thread.
     *
     * @param nanos time, as {@link System#nanoTime}
     */
    public UnconfirmedRecord add(String topic, long nanos) {
        UnconfirmedRecord record = new UnconfirmedRecord(topic, nanos, next++);
        records.add(record);
        return record;
    }

    /** Whether every record is confirmed. */
    public boolean isEmpty() {
        return records.stream().allMatch(UnconfirmedRecord::isConfirmed);
    }

    /**
     * Returns the oldest record, of any topic; null if there is none.
     *
     * @param nowNanos time, as {@link System#nanoTime}
     */
    public Oldest oldest(long nowNanos) {
        UnconfirmedRecord oldest = null;
        int behind = 0;
        for (UnconfirmedRecord record : records) {
            if (record.isConfirmed()) {
                continue;
            }
            if (oldest == null) {
                oldest = record;
            } else {
                behind++;
            }
        }
        return oldest == null ? null : new Oldest(oldest.topic(), ageMs(oldest, nowNanos), behind);
    }

    /**
     * Returns the age of the oldest record of a Kafka topic, in milliseconds; 0 if there is none. A record of the last batch
     * does not count while an older one of the batch, for another topic, is not confirmed: the producer may block with that
     * one, and may not have got the younger one at all.
     *
     * @param nowNanos time, as {@link System#nanoTime}
     */
    public long ageMs(String topic, long nowNanos) {
        for (UnconfirmedRecord record : records) {
            if (record.isConfirmed()) {
                continue;
            }
            if (topic.equals(record.topic())) {
                return ageMs(record, nowNanos);
            }
            if (record.number() >= batch) {
                return 0;
            }
        }
        return 0;
    }

    /** Returns the number of records that are held, confirmed ones among them. */
    int held() {
        return records.size();
    }

    private static long ageMs(UnconfirmedRecord record, long nowNanos) {
        return TimeUnit.NANOSECONDS.toMillis(nowNanos - record.nanos());
    }
}
