package io.github.mqttkafkatestbed.connect.monitoring;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * Records handed to Connect that Kafka has not confirmed, in the order in which they were handed over. Kafka keeps that order
 * within a partition only: a confirmed record stays as a gap until those before it are confirmed. A ring of topics and
 * times, so that nothing is allocated per record. Thread-safe.
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

    /** Null for a record that is confirmed. */
    private String[] topics = new String[2_048];
    private long[] times = new long[topics.length];
    /** Number of the oldest unconfirmed record; that of the next one if there is none. */
    private long oldest;
    private long next;
    private long batch;
    private int count;

    /** Records that Connect asks for another batch, so that it has passed all earlier records to its producer. */
    public synchronized void startBatch() {
        batch = next;
    }

    /**
     * Adds a record to the batch.
     *
     * @param nanos time, as {@link System#nanoTime}
     * @return its number, for {@link #confirm}
     */
    public synchronized long add(String topic, long nanos) {
        if (next - oldest == topics.length) {
            grow();
        }
        int index = index(next);
        topics[index] = topic;
        times[index] = nanos;
        count++;
        return next++;
    }

    /**
     * Confirms a record.
     *
     * @param number what {@link #add} returned
     * @return false if it was confirmed before
     */
    public synchronized boolean confirm(long number) {
        if (number < oldest || topics[index(number)] == null) {
            return false;
        }
        topics[index(number)] = null;
        count--;
        while (oldest < next && topics[index(oldest)] == null) {
            oldest++;
        }
        return true;
    }

    /** Whether every record is confirmed. */
    public synchronized boolean isEmpty() {
        return count == 0;
    }

    /**
     * Returns the oldest record, of any topic; null if there is none.
     *
     * @param nowNanos time, as {@link System#nanoTime}
     */
    public synchronized Oldest oldest(long nowNanos) {
        return count == 0 ? null : new Oldest(topics[index(oldest)], ageMs(oldest, nowNanos), count - 1);
    }

    /**
     * Returns the age of the oldest record of a Kafka topic, in milliseconds; 0 if there is none. A record of the last batch
     * does not count while an older one of the batch, for another topic, is not confirmed: the producer may block with that
     * one, and may not have got the younger one at all.
     *
     * @param nowNanos time, as {@link System#nanoTime}
     */
    public synchronized long ageMs(String topic, long nowNanos) {
        for (long number = oldest; number < next; number++) {
            String other = topics[index(number)];
            if (topic.equals(other)) {
                return ageMs(number, nowNanos);
            }
            if (other != null && number >= batch) {
                return 0;
            }
        }
        return 0;
    }

    private long ageMs(long number, long nowNanos) {
        return TimeUnit.NANOSECONDS.toMillis(nowNanos - times[index(number)]);
    }

    private int index(long number) {
        return (int) (number % topics.length);
    }

    private void grow() {
        String[] oldTopics = topics;
        long[] oldTimes = times;
        topics = Arrays.copyOf(oldTopics, oldTopics.length * 2);
        times = Arrays.copyOf(oldTimes, topics.length);
        for (long number = oldest; number < next; number++) {
            int from = (int) (number % oldTopics.length);
            topics[index(number)] = oldTopics[from];
            times[index(number)] = oldTimes[from];
        }
    }
}
