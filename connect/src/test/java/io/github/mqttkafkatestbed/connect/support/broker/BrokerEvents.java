package io.github.mqttkafkatestbed.connect.support.broker;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Events that a broker has reported, for a test to wait for. Thread-safe. */
final class BrokerEvents {

    private static final long TIMEOUT_S = 15;

    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

    void add(String event) {
        events.add(event);
    }

    /** Waits for an event, removes it with all before it, and returns them; fails after 15 s. */
    List<String> await(String event) throws InterruptedException {
        List<String> passed = new ArrayList<>();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_S);
        while (true) {
            String next = events.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (next == null) {
                throw new AssertionError("no \"" + event + "\" within " + TIMEOUT_S + " s, but " + passed);
            }
            passed.add(next);
            if (next.equals(event)) {
                return passed;
            }
        }
    }
}
