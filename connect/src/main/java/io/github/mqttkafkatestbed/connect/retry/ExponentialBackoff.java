package io.github.mqttkafkatestbed.connect.retry;

import java.util.function.DoubleSupplier;

/**
 * Waits between attempts to connect, doubled each time up to a longest one. Each is shortened at random by up to a
 * quarter, so that many connectors do not return to a broker in step.
 */
final class ExponentialBackoff {

    private final long firstMs;
    private final DoubleSupplier random;
    private long intervalMs;

    /**
     * @param firstMs first wait, in milliseconds
     * @param random  returns numbers from 0 (inclusive) to 1
     */
    ExponentialBackoff(long firstMs, DoubleSupplier random) {
        this.firstMs = firstMs;
        this.random = random;
        this.intervalMs = firstMs;
    }

    /** Returns the next wait, which is not longer than {@code longestMs}, in milliseconds. */
    long nextMs(long longestMs) {
        long wholeMs = Math.min(longestMs, intervalMs);
        intervalMs = Math.min(longestMs, intervalMs * 2);
        return wholeMs - (long) (random.getAsDouble() * wholeMs / 4);
    }

    /** Starts again with the first wait. */
    void reset() {
        intervalMs = firstMs;
    }
}
