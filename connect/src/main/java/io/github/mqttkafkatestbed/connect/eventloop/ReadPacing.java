package io.github.mqttkafkatestbed.connect.eventloop;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

import io.netty.channel.SelectStrategy;
import io.netty.util.IntSupplier;

/**
 * Pause of a busy event loop before it reads again. Brokers send a packet for each message, and each wakes the thread if it
 * sleeps: with several sessions under load that costs as much as the messages. The pause is shorter than the time for which
 * {@code poll()} gathers them. Used on the event loop.
 */
final class ReadPacing implements SelectStrategy {

    private static final long PAUSE_NANOS = 1_000_000;
    private static final long WINDOW_NANOS = 8_000_000;
    /** Messages in a window from which on the event loop is busy: 4,000/s. */
    private static final int BUSY_MESSAGES = 32;

    private final BooleanSupplier severalSessions;
    private final LongSupplier nanoTime;
    private final LongConsumer pause;
    private long sinceNanos;
    private int messages;
    private boolean busy;

    ReadPacing(BooleanSupplier severalSessions) {
        this(severalSessions, System::nanoTime, LockSupport::parkNanos);
    }

    /**
     * @param severalSessions whether others read at the same time, too: without them nothing is paused
     * @param nanoTime as {@link System#nanoTime}
     * @param pause    waits for so many nanoseconds
     */
    ReadPacing(BooleanSupplier severalSessions, LongSupplier nanoTime, LongConsumer pause) {
        this.severalSessions = severalSessions;
        this.nanoTime = nanoTime;
        this.pause = pause;
        this.sinceNanos = nanoTime.getAsLong();
    }

    /** Counts a message. */
    void received() {
        messages++;
    }

    @Override
    public int calculateStrategy(IntSupplier selectNow, boolean hasTasks) throws Exception {
        long elapsedNanos = nanoTime.getAsLong() - sinceNanos;
        if (elapsedNanos >= WINDOW_NANOS) {
            busy = severalSessions.getAsBoolean() && messages * WINDOW_NANOS >= BUSY_MESSAGES * elapsedNanos;
            messages = 0;
            sinceNanos += elapsedNanos;
        }
        if (!hasTasks) {
            if (!busy) {
                return SelectStrategy.SELECT;
            }
            pause.accept(PAUSE_NANOS);
        }
        return selectNow.get();
    }
}
