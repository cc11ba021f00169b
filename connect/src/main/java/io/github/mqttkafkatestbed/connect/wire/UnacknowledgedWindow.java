package io.github.mqttkafkatestbed.connect.wire;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * Sizes and times of the messages of one connection that are not acknowledged, in the order of their arrival, which is the
 * order of their acknowledgements (MQTT 5 section 4.6). A ring of numbers, so that nothing is allocated per message. Used by
 * one thread; other threads may read {@link #bytes} and {@link #oldestAgeMs}.
 */
public final class UnacknowledgedWindow {

    /** Time of a window without messages. */
    private static final long NONE = Long.MIN_VALUE;

    private long[] sizes = new long[2_048];
    private long[] times = new long[sizes.length];
    private int oldest;
    private int count;
    private volatile long bytes;
    private volatile long oldestNanos = NONE;

    /**
     * Adds a message.
     *
     * @param nanos time of its arrival, as {@link System#nanoTime}
     */
    void add(long size, long nanos) {
        if (count == sizes.length) {
            sizes = larger(sizes);
            times = larger(times);
        }
        int index = (oldest + count) % sizes.length;
        sizes[index] = size;
        times[index] = nanos;
        if (count == 0) {
            oldestNanos = nanos;
        }
        count++;
        bytes += size;
    }

    /** Removes the oldest message; does nothing if there is none. */
    void removeOldest() {
        if (count > 0) {
            bytes -= sizes[oldest];
            oldest = (oldest + 1) % sizes.length;
            count--;
            oldestNanos = count == 0 ? NONE : times[oldest];
        }
    }

    /** Returns the number of messages. */
    int count() {
        return count;
    }

    /** Returns the bytes of all messages. From any thread. */
    public long bytes() {
        return bytes;
    }

    /** Returns the age of the oldest message, in milliseconds; 0 if there is none. From any thread. */
    public long oldestAgeMs() {
        return ageMs(System.nanoTime());
    }

    /** @param nowNanos time, as {@link System#nanoTime} */
    long ageMs(long nowNanos) {
        long nanos = oldestNanos;
        return nanos == NONE ? 0 : TimeUnit.NANOSECONDS.toMillis(nowNanos - nanos);
    }

    private long[] larger(long[] ring) {
        long[] larger = Arrays.copyOf(ring, ring.length * 2);
        System.arraycopy(ring, 0, larger, ring.length, oldest);
        return larger;
    }
}
