package io.github.mqttkafkatestbed.connect.mqtt;

import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;

/**
 * Waits between attempts to connect: 100 ms at first, doubled each time, 1 s at most. Each is shortened at random by up
 * to a quarter, so that many connectors do not return to a broker in step.
 */
final class ExponentialBackoff {

    static final long FIRST_MS = 100;
    static final long LONGEST_MS = 1_000;

    private final DoubleSupplier random;
    private long intervalMs = FIRST_MS;

    ExponentialBackoff() {
        this(() -> ThreadLocalRandom.current().nextDouble());
    }

    /** @param random returns numbers from 0 (inclusive) to 1 */
    ExponentialBackoff(DoubleSupplier random) {
        this.random = random;
    }

    /** Returns the next wait, in milliseconds. */
    long nextMs() {
        long waitMs = intervalMs - (long) (random.getAsDouble() * intervalMs / 4);
        intervalMs = Math.min(LONGEST_MS, intervalMs * 2);
        return waitMs;
    }

    /** Starts again with the first wait. */
    void reset() {
        intervalMs = FIRST_MS;
    }
}
