package io.github.mqttkafkatestbed.connect.mqtt;

import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;

/**
 * Back-pressure towards the broker: stops reading from the connection while 1 MiB of messages waits for Kafka, and
 * resumes when half of it has been acknowledged. TCP then holds the broker back.
 *
 * <p>MQTT's own flow control is not enough. Mosquitto 2.0.11 sends a thousand more messages for each acknowledgement
 * while it has a queue ({@code db__message_delete_outgoing}), whatever the Receive Maximum. The heap filled up with
 * messages, and after 65,535 of them the broker reused packet identifiers, which ends the connection. The client does
 * not see the identifiers of messages that wait in TCP: those that it sees are always much closer together.
 */
final class BackpressureGate {

    /** Memory of some 1,500 readings: far more than Kafka has in flight at once, and little for the garbage collector. */
    private static final long PAUSE_AT_BYTES = 1L << 20;
    private static final long RESUME_AT_BYTES = PAUSE_AT_BYTES / 2;

    private final EventLoopGroup eventLoop;
    private final Supplier<Channel> channel;
    private final long keepAliveMs;
    private final AtomicLong unacknowledgedBytes = new AtomicLong();

    // Used on the event loop only.
    private Channel paused;
    /** Occasional reads during a pause. */
    private Future<?> reads;

    /**
     * @param eventLoop   has the single thread that reads
     * @param channel     returns the connection's channel; null after its end
     * @param keepAliveMs longest silence of the broker before the client considers it dead, in milliseconds
     */
    BackpressureGate(EventLoopGroup eventLoop, Supplier<Channel> channel, long keepAliveMs) {
        this.eventLoop = eventLoop;
        this.channel = channel;
        this.keepAliveMs = keepAliveMs;
    }

    /** Adds a received message. On the event loop only. */
    void received(Delivery delivery) {
        if (!delivery.isQos0() && unacknowledgedBytes.addAndGet(delivery.bytes()) >= PAUSE_AT_BYTES && paused == null) {
            pause();
        }
    }

    /**
     * Removes an acknowledged message. From any thread.
     *
     * @throws java.util.concurrent.RejectedExecutionException if the event loop has ended
     */
    void acknowledged(Delivery delivery) {
        if (delivery.isQos0()) {
            return;
        }
        long before = unacknowledgedBytes.getAndAdd(-delivery.bytes());
        if (before > RESUME_AT_BYTES && before - delivery.bytes() <= RESUME_AT_BYTES) {
            eventLoop.execute(this::resume);
        }
    }

    private void pause() {
        paused = channel.get();
        if (paused == null) {
            return;
        }
        paused.config().setAutoRead(false);
        // Kafka may be away for long. An occasional read finds the broker's answers to pings, or the connection's end.
        long intervalMs = Math.max(1, keepAliveMs / 3);
        reads = eventLoop.scheduleAtFixedRate(paused::read, intervalMs, intervalMs, TimeUnit.MILLISECONDS);
    }

    private void resume() {
        // Messages read in the meantime may exceed the limit again; their acknowledgements then resume it.
        if (paused != null && unacknowledgedBytes.get() <= RESUME_AT_BYTES) {
            reads.cancel(false);
            paused.config().setAutoRead(true);
            paused = null;
        }
    }
}
