package io.github.mqttkafkatestbed.connect;

import java.util.concurrent.atomic.LongAdder;

/**
 * Size of the batches that {@code poll()} returns, and the time for which it gathers messages for one.
 *
 * <p>A request to Kafka costs about as much for one record as for a hundred. Under load a batch is therefore gathered for
 * some milliseconds, depending on the size of the previous one; a message that arrives alone is not delayed. The load is that
 * of all tasks of the worker: four of them would otherwise send four times as many requests as one with the same messages.
 * Used by the task's thread only.
 */
final class BatchingPolicy {

    static final int MAX_MESSAGES = 1_000;
    /** Payloads are copied out of the client's messages: a batch of large ones must not be long. */
    static final long MAX_BYTES = 16L << 20;

    /** A batch of this size means that more messages are on their way. */
    private static final int BUSY_MESSAGES = 8;
    private static final long BUSY_LINGER_MS = 2;
    /** From so many of all tasks on, messages wait for their turn anyway, and fewer requests shorten their wait. */
    private static final int SATURATED_MESSAGES = 64;
    private static final long SATURATED_LINGER_MS = 8;

    /** Messages of all tasks in this worker, which has the connector's classes once. */
    private static final LongAdder OF_WORKER = new LongAdder();

    private final LongAdder ofAllTasks;
    /** Messages of all tasks at the previous batch. */
    private long previously;
    private long lingerMs;

    BatchingPolicy() {
        this(OF_WORKER);
    }

    /** @param ofAllTasks number of messages that tasks with the same counter have taken */
    BatchingPolicy(LongAdder ofAllTasks) {
        this.ofAllTasks = ofAllTasks;
        this.previously = ofAllTasks.sum();
    }

    /** Returns the time for which the next batch is gathered after its first message, in milliseconds; 0 for none. */
    long lingerMs() {
        return lingerMs;
    }

    /** Adapts the linger to the number of messages in a batch, 0 included. */
    void batchTaken(int messages) {
        ofAllTasks.add(messages);
        long now = ofAllTasks.sum();
        long sincePrevious = now - previously;
        previously = now;
        if (messages < BUSY_MESSAGES) {
            lingerMs = 0;
        } else {
            lingerMs = sincePrevious >= SATURATED_MESSAGES ? SATURATED_LINGER_MS : BUSY_LINGER_MS;
        }
    }
}
