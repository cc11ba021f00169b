package io.github.mqttkafkatestbed.connect;

/**
 * Size of the batches that {@code poll()} returns, and the time for which it gathers messages for one.
 *
 * <p>A request to Kafka costs about as much for one record as for a hundred. Under load a batch is therefore gathered for
 * some milliseconds, depending on the size of the previous one; a message that arrives alone is not delayed. Used by the
 * task's thread only.
 */
final class BatchingPolicy {

    static final int MAX_MESSAGES = 1_000;
    /** Payloads are copied out of the client's messages: a batch of large ones must not be long. */
    static final long MAX_BYTES = 16L << 20;

    /** A batch of this size means that more messages are on their way. */
    private static final int BUSY_MESSAGES = 8;
    private static final long BUSY_LINGER_MS = 2;
    /** From this size on, messages wait for their turn anyway, and fewer requests shorten their wait. */
    private static final int SATURATED_MESSAGES = 64;
    private static final long SATURATED_LINGER_MS = 8;

    private long lingerMs;

    /** Returns the time for which the next batch is gathered after its first message, in milliseconds; 0 for none. */
    long lingerMs() {
        return lingerMs;
    }

    /** Adapts the linger to the number of messages in a batch, 0 included. */
    void batchTaken(int messages) {
        if (messages >= SATURATED_MESSAGES) {
            lingerMs = SATURATED_LINGER_MS;
        } else {
            lingerMs = messages >= BUSY_MESSAGES ? BUSY_LINGER_MS : 0;
        }
    }
}
