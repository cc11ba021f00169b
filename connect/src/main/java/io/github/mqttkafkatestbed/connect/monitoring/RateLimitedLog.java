package io.github.mqttkafkatestbed.connect.monitoring;

import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Log of one kind of event that may occur thousands of times a second: at most one line a second, with the number of
 * events since the previous line and the latest event as an example. Thread-safe.
 */
public final class RateLimitedLog {

    private static final long INTERVAL_NANOS = 1_000_000_000L;

    private final String events;
    private final Consumer<String> log;
    private final LongSupplier clock;
    private String latest;
    private long unlogged;
    private long total;
    private long lastLineNanos;

    /**
     * @param events the kind of event, in the plural
     * @param log    writes a line
     */
    public RateLimitedLog(String events, Consumer<String> log) {
        this(events, log, System::nanoTime);
    }

    /** @param clock nanoseconds, as {@link System#nanoTime} */
    RateLimitedLog(String events, Consumer<String> log, LongSupplier clock) {
        this.events = events;
        this.log = log;
        this.clock = clock;
        this.lastLineNanos = clock.getAsLong() - INTERVAL_NANOS;
    }

    /** Counts an event, and logs it if the previous line is at least 1 s old. */
    public synchronized void add(String detail) {
        unlogged++;
        total++;
        latest = detail;
        flush();
    }

    /** Logs the events that {@link #add} has not, if the previous line is at least 1 s old. To be called regularly. */
    public synchronized void flush() {
        long now = clock.getAsLong();
        if (unlogged > 0 && now - lastLineNanos >= INTERVAL_NANOS) {
            log.accept(unlogged + " " + events + " (" + total + " since the start), the latest: " + latest);
            unlogged = 0;
            lastLineNanos = now;
        }
    }
}
