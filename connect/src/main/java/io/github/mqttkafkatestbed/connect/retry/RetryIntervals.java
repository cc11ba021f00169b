package io.github.mqttkafkatestbed.connect.retry;

/**
 * Waits between attempts to connect, in milliseconds.
 *
 * @param firstMs          first wait after a loss; doubled with each attempt
 * @param longestMs        longest wait after a loss
 * @param unreachableMs    longest wait while the broker's name or certificate is wrong
 * @param leastRefusedMs   shortest wait after a refusal
 * @param mostRefusedMs    longest wait after a refusal
 * @param takenOverMs      wait after the first take-over of the session; four times as long after the next
 * @param takeOverWindowMs the third take-over within this time fails the task
 */
public record RetryIntervals(long firstMs, long longestMs, long unreachableMs, long leastRefusedMs, long mostRefusedMs,
        long takenOverMs, long takeOverWindowMs) {

    /**
     * The connector's waits. The one after a take-over is longer than Connect takes to stop the task of a worker that had
     * lost the network and is back (session timeout of the worker, 6 to 10 s).
     */
    public static final RetryIntervals DEFAULT =
            new RetryIntervals(100, 1_000, 30_000, 10_000, 60_000, 15_000, 300_000);
}
