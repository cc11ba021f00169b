package io.github.mqttkafkatestbed.connect;

import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Logs events of one kind that may come thousands of times a second: at most one line a second, with how many there
 * were since the last line and the latest one as an example.
 */
final class EventLog {

    private static final long INTERVAL_NANOS = 1_000_000_000L;

    private final String what;
    private final Consumer<String> log;
    private final LongSupplier clock;
    private String example;
    private long unlogged;
    private long total;
    private long lastLine;

    /**
     * @param what the kind of event, in the plural
     * @param log  writes a line
     */
    EventLog(String what, Consumer<String> log) {
        this(what, log, System::nanoTime);
    }

    /** @param clock nanoseconds, as {@link System#nanoTime} */
    EventLog(String what, Consumer<String> log, LongSupplier clock) {
        this.what = what;
        this.log = log;
        this.clock = clock;
        this.lastLine = clock.getAsLong() - INTERVAL_NANOS;
    }

    /** Counts an event, and logs it if the last line is old enough. */
    synchronized void add(String detail) {
        unlogged++;
        total++;
        example = detail;
        flush();
    }

    /** Logs what {@link #add} has not, if the last line is old enough; to be called now and then. */
    synchronized void flush() {
        long now = clock.getAsLong();
        if (unlogged > 0 && now - lastLine >= INTERVAL_NANOS) {
            log.accept(unlogged + " " + what + " (" + total + " since the start), the latest: " + example);
            unlogged = 0;
            lastLine = now;
        }
    }
}
