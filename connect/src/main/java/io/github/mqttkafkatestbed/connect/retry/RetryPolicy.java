package io.github.mqttkafkatestbed.connect.retry;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * Decides after a loss whether to try again, and when. Connect does not restart a failed task: it fails only if another
 * attempt can but end the same way, or if the settings have never worked. Used by one thread.
 */
public final class RetryPolicy {

    private static final int MAX_TAKE_OVERS = 2;
    /** Connections in a row that end this soon are a sign that they always will. */
    private static final int SUSPICIOUS_CONNECTIONS = 5;
    private static final long SHORT_LIFE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final RetryIntervals intervals;
    private final DoubleSupplier random;
    private final LongSupplier nanoClock;
    private final ExponentialBackoff backoff;
    private final Deque<Long> takeOvers = new ArrayDeque<>();
    private boolean connectedBefore;
    private int shortConnections;

    /** Creates the policy of a client that has never been connected. */
    public RetryPolicy(RetryIntervals intervals) {
        this(intervals, () -> ThreadLocalRandom.current().nextDouble(), System::nanoTime);
    }

    /**
     * @param random    returns numbers from 0 (inclusive) to 1
     * @param nanoClock time in nanoseconds, as {@link System#nanoTime}
     */
    RetryPolicy(RetryIntervals intervals, DoubleSupplier random, LongSupplier nanoClock) {
        this.intervals = intervals;
        this.random = random;
        this.nanoClock = nanoClock;
        this.backoff = new ExponentialBackoff(intervals.firstMs(), random);
    }

    /** Records that the broker has accepted this client and its subscriptions, now or in an earlier task. */
    public void connected() {
        connectedBefore = true;
    }

    /** Whether the broker has accepted this client and its subscriptions before. */
    public boolean hasConnected() {
        return connectedBefore;
    }

    /**
     * Records the end of a connection that the broker had accepted with its CONNACK, subscribed or not.
     *
     * <p>Mosquitto 2.0.11 closes a connection whose session another client takes over without a DISCONNECT and its code: two
     * clients of the same id would take it from each other without end. Other brokers close it at a SUBSCRIBE that they do not
     * allow. Each of these connections brings the unacknowledged messages again.
     *
     * @param nanos its lifetime; from the longest wait on the next loss starts with the shortest one
     * @return the loss, or another kind of it if connections end again and again soon after they were made
     */
    public ConnectionLoss ended(ConnectionLoss loss, long nanos) {
        shortConnections = nanos < SHORT_LIFE_NANOS ? shortConnections + 1 : 0;
        if (nanos >= TimeUnit.MILLISECONDS.toNanos(intervals.longestMs())) {
            backoff.reset();
        }
        if (loss.kind() != ConnectionLoss.Kind.LOST || shortConnections < SUSPICIOUS_CONNECTIONS) {
            return loss;
        }
        return new ConnectionLoss(SUSPICIOUS_CONNECTIONS + " or more connections in a row have ended within 10 s, as they do"
                + " if another client has the same client id or the broker does not allow the subscription (" + loss.reason()
                + ")", ConnectionLoss.Kind.REFUSED_FOR_NOW);
    }

    /** Returns the wait before the next attempt, in milliseconds; empty if the task must fail. */
    public OptionalLong waitMs(ConnectionLoss loss) {
        return switch (loss.kind()) {
            case LOST -> OptionalLong.of(backoff.nextMs(intervals.longestMs()));
            case UNREACHABLE -> OptionalLong.of(backoff.nextMs(intervals.unreachableMs()));
            case UNREADABLE -> connectedBefore ? OptionalLong.of(backoff.nextMs(intervals.unreachableMs())) : OptionalLong.empty();
            case REFUSED -> connectedBefore ? OptionalLong.of(afterRefusalMs()) : OptionalLong.empty();
            case REFUSED_FOR_NOW -> OptionalLong.of(afterRefusalMs());
            case TAKEN_OVER -> afterTakeOverMs();
            case IMPOSSIBLE, FAULT -> OptionalLong.empty();
        };
    }

    private long afterRefusalMs() {
        return intervals.leastRefusedMs()
                + (long) (random.getAsDouble() * (intervals.mostRefusedMs() - intervals.leastRefusedMs()));
    }

    /**
     * Waits long: a worker that has lost the network, and whose task runs elsewhere by now, takes the session when it is
     * back, before Connect stops its task. To take it back at once would do the same to the other, and the broker repeats
     * its unacknowledged messages each time.
     */
    private OptionalLong afterTakeOverMs() {
        long now = nanoClock.getAsLong();
        long windowNanos = TimeUnit.MILLISECONDS.toNanos(intervals.takeOverWindowMs());
        takeOvers.removeIf(nanos -> now - nanos > windowNanos);
        takeOvers.add(now);
        if (takeOvers.size() > MAX_TAKE_OVERS) {
            return OptionalLong.empty();
        }
        long wholeMs = intervals.takenOverMs() * (takeOvers.size() == 1 ? 1 : 4);
        return OptionalLong.of(wholeMs + (long) (random.getAsDouble() * wholeMs / 4));
    }
}
