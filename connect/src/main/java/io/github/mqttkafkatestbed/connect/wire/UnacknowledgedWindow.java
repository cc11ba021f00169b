package io.github.mqttkafkatestbed.connect.wire;

import java.util.Arrays;

/**
 * Sizes of the messages of one connection that are not acknowledged, in the order of their arrival, which is the order of
 * their acknowledgements (MQTT 5 section 4.6). Used by one thread; a ring of numbers, so that nothing is allocated per
 * message.
 */
final class UnacknowledgedWindow {

    private long[] sizes = new long[2_048];
    private int oldest;
    private int count;
    private long bytes;

    /** Adds a message. */
    void add(long size) {
        if (count == sizes.length) {
            grow();
        }
        sizes[(oldest + count) % sizes.length] = size;
        count++;
        bytes += size;
    }

    /** Removes the oldest message; does nothing if there is none. */
    void removeOldest() {
        if (count > 0) {
            bytes -= sizes[oldest];
            oldest = (oldest + 1) % sizes.length;
            count--;
        }
    }

    /** Returns the number of messages. */
    int count() {
        return count;
    }

    /** Returns the bytes of all messages. */
    long bytes() {
        return bytes;
    }

    private void grow() {
        long[] larger = Arrays.copyOf(sizes, sizes.length * 2);
        int wrapped = oldest;
        System.arraycopy(sizes, 0, larger, sizes.length, wrapped);
        sizes = larger;
    }
}
