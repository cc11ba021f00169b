package io.github.mqttkafkatestbed.connect;

import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;

/**
 * How long to wait between tries to connect: about 100 ms at first, doubled each time, 1 s at most. Each wait is made
 * up to a quarter shorter at random, so that many connectors do not return to a broker in step.
 */
final class BackOff {

    static final long FIRST_MS = 100;
    static final long LONGEST_MS = 1_000;

    private final DoubleSupplier random;
    private long nextMs = FIRST_MS;

    BackOff() {
        this(() -> ThreadLocalRandom.current().nextDouble());
    }

    /** @param random numbers from 0 (inclusive) to 1 */
    BackOff(DoubleSupplier random) {
        this.random = random;
    }

    /** @return the next wait, in milliseconds */
    long next() {
        long wait = nextMs - (long) (random.getAsDouble() * nextMs / 4);
        nextMs = Math.min(LONGEST_MS, nextMs * 2);
        return wait;
    }

    /** Begins again with the first wait. */
    void reset() {
        nextMs = FIRST_MS;
    }
}
