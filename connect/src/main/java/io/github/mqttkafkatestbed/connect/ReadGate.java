package io.github.mqttkafkatestbed.connect;

import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;

/**
 * Stops reading from a broker while much of what came waits for Kafka, and goes on when half of it is acknowledged. TCP
 * then holds the broker back.
 *
 * <p>MQTT's own flow control is not enough. Mosquitto 2.0.11 sends a thousand messages more for each acknowledgement
 * while it has a queue ({@code db__message_delete_outgoing}), whatever the Receive Maximum. The heap was then full of
 * messages, and after 65,535 of them it gave packet identifiers a second time, which ends the connection. What waits in
 * TCP has none yet as far as the client knows: those that it does know are always much closer together.
 */
final class ReadGate {

    /** About the memory of some 1,500 readings: far more than Kafka has under way at once, and little for the garbage collector. */
    private static final long CLOSE_AT_BYTES = 1L << 20;
    private static final long OPEN_AT_BYTES = CLOSE_AT_BYTES / 2;

    private final EventLoopGroup eventLoop;
    private final Supplier<Channel> channel;
    private final long keepAliveMs;
    private final AtomicLong bytes = new AtomicLong();

    // Of the event loop alone.
    private Channel closed;
    /** While closed, the reads that happen all the same. */
    private Future<?> reads;

    /**
     * @param eventLoop   with the one thread that reads
     * @param channel     where the messages come from; null once it has ended
     * @param keepAliveMs how long the client may hear nothing from the broker before it takes it for dead
     */
    ReadGate(EventLoopGroup eventLoop, Supplier<Channel> channel, long keepAliveMs) {
        this.eventLoop = eventLoop;
        this.channel = channel;
        this.keepAliveMs = keepAliveMs;
    }

    /** A message has come. On the event loop only. */
    void received(Delivery delivery) {
        if (!delivery.isQos0() && bytes.addAndGet(delivery.bytes()) >= CLOSE_AT_BYTES && closed == null) {
            close();
        }
    }

    /**
     * A message has been acknowledged. From any thread.
     *
     * @throws java.util.concurrent.RejectedExecutionException if the event loop has ended
     */
    void acknowledged(Delivery delivery) {
        if (delivery.isQos0()) {
            return;
        }
        long before = bytes.getAndAdd(-delivery.bytes());
        if (before > OPEN_AT_BYTES && before - delivery.bytes() <= OPEN_AT_BYTES) {
            eventLoop.execute(this::open);
        }
    }

    private void close() {
        closed = channel.get();
        if (closed == null) {
            return;
        }
        closed.config().setAutoRead(false);
        // Kafka may be away for long. One read now and then finds the broker's answers to pings, or its end.
        long everyMs = Math.max(1, keepAliveMs / 3);
        reads = eventLoop.scheduleAtFixedRate(closed::read, everyMs, everyMs, TimeUnit.MILLISECONDS);
    }

    private void open() {
        // What was read meanwhile may have filled it again; then its acknowledgements open it.
        if (closed != null && bytes.get() <= OPEN_AT_BYTES) {
            reads.cancel(false);
            closed.config().setAutoRead(true);
            closed = null;
        }
    }
}
