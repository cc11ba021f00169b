package io.github.mqttkafkatestbed.connect.wire;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import com.hivemq.client.internal.mqtt.codec.decoder.MqttDecoder;
import com.hivemq.client.internal.mqtt.message.ping.MqttPingResp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;

/**
 * Back-pressure towards the broker, before the decoders: no further message is decoded while those that are
 * received and not acknowledged take the limit; half of it opens the gate again. TCP then holds the broker back.
 *
 * <p>MQTT's own flow control is not enough. Mosquitto 2.0.11 sends a thousand more messages for each acknowledgement
 * while it has a queue ({@code db__message_delete_outgoing}), whatever the Receive Maximum.
 *
 * <p>Memory: the limit, the message that reaches it, one more that has begun by then, and two reads of at most 64 KiB each:
 * the rest of the one with that message, which is decoded, and the one after it, which is held as bytes. Messages count until
 * their PUBACK or PUBREC is written: the client keeps those that wait for the acknowledgement of an earlier one.
 *
 * <p>A closed gate passes the rest of a message that has begun, and whatever the broker sends that is not a message. Once
 * a message waits, nothing more is read. The client would take the silence for a dead connection; bytes that have come
 * and wait are the broker's sign of life. A broker that is gone is then found by the client's pings: they cannot be
 * written.
 *
 * <p>All methods are for the event loop, except {@link #isClosed}, {@link #reads} and {@link #unacknowledged}.
 */
public final class ReadGate extends ChannelDuplexHandler {

    /**
     * Limit until the subscription is acknowledged, in bytes: the SUBACK comes behind the messages that the broker has in
     * flight for the session. Mosquitto of this project has 1,000 of those.
     */
    public static final long SUBSCRIBING_BYTES = 16L << 20;

    /** Half of the packet identifiers: the messages of a read may come on top of it. */
    static final int MAX_MESSAGES = 32_768;

    private static final int SIGNS_PER_KEEP_ALIVE = 3;
    private static final int TYPE_MASK = 0xF0;
    private static final int PUBLISH = 0x30;
    private static final int PUBACK = 0x40;
    private static final int PUBREC = 0x50;

    private final long subscribedLimit;
    private final Runnable onAcknowledgement;
    private final UnacknowledgedWindow window = new UnacknowledgedWindow();
    private final PacketBoundaries boundaries = new PacketBoundaries();
    private final Deque<ByteBuf> held = new ArrayDeque<>();
    private ChannelHandlerContext context;
    private Future<?> signsOfLife;
    private long limit;
    private long readsAtLastSign;
    /** Time of the last read, for all messages in it. */
    private long readNanos;
    private volatile long reads;
    private volatile boolean closed;

    /**
     * @param limitBytes        bytes of unacknowledged messages that close the gate
     * @param subscribingBytes  the same until the subscription is acknowledged, if more; see {@link #SUBSCRIBING_BYTES}
     * @param onAcknowledgement called for each PUBACK and PUBREC that is written
     */
    public ReadGate(long limitBytes, long subscribingBytes, Runnable onAcknowledgement) {
        this.subscribedLimit = limitBytes;
        this.limit = Math.max(limitBytes, subscribingBytes);
        this.onAcknowledgement = onAcknowledgement;
    }

    /** Whether messages wait for acknowledgements. From any thread. */
    public boolean isClosed() {
        return closed;
    }

    /** Returns the number of reads with bytes from the broker so far. From any thread. */
    public long reads() {
        return reads;
    }

    /** Returns the messages that are not acknowledged. From any thread. */
    public UnacknowledgedWindow unacknowledged() {
        return window;
    }

    /**
     * Starts to show the client that the broker is alive while its bytes wait or belong to a message that is not complete.
     *
     * @param keepAliveSeconds keep-alive of the connection (the broker may have changed it); 0 for none
     */
    public void connected(int keepAliveSeconds) {
        if (keepAliveSeconds > 0) {
            long intervalMs = TimeUnit.SECONDS.toMillis(keepAliveSeconds) / SIGNS_PER_KEEP_ALIVE;
            signsOfLife = context.executor()
                    .scheduleAtFixedRate(this::showLife, intervalMs, intervalMs, TimeUnit.MILLISECONDS);
        }
    }

    /** Applies the limit that the gate has once the subscription is acknowledged. */
    public void subscribed() {
        limit = subscribedLimit;
        closeAtLimit();
    }

    /** Counts a message of QoS 1 or 2 that the client has passed on. */
    public void received(long bytes) {
        window.add(bytes, readNanos);
        closeAtLimit();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        if (!bytes.isReadable()) {
            bytes.release();
            return;
        }
        reads++;
        readNanos = System.nanoTime();
        held.add(bytes);
        passHeld();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        ctx.fireChannelReadComplete();
        readIfNothingIsHeld();
    }

    /** Passes on a request to read, unless a message waits. */
    @Override
    public void read(ChannelHandlerContext ctx) {
        if (!closed || held.isEmpty()) {
            ctx.read();
        }
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (message instanceof ByteBuf bytes && bytes.isReadable()) {
            int type = bytes.getByte(bytes.readerIndex()) & TYPE_MASK;
            if (type == PUBACK || type == PUBREC) {
                acknowledged();
            }
        }
        ctx.write(message, promise);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        release();
        ctx.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        release();
    }

    private void closeAtLimit() {
        if (!closed && (window.bytes() >= limit || window.count() >= MAX_MESSAGES)) {
            closed = true;
            context.channel().config().setAutoRead(false);
            readIfNothingIsHeld();
        }
    }

    private void acknowledged() {
        window.removeOldest();
        onAcknowledgement.run();
        if (closed && hasRoom()) {
            // Not here: the client is in the middle of its queue of messages, and must not be given further ones.
            context.executor().execute(this::open);
        }
    }

    private boolean hasRoom() {
        return window.bytes() <= limit / 2 && window.count() <= MAX_MESSAGES / 2;
    }

    private void open() {
        if (closed && hasRoom()) {
            closed = false;
            passHeld();
            context.fireChannelReadComplete();
            if (!closed) {
                context.channel().config().setAutoRead(true);
            }
            readIfNothingIsHeld();
        }
    }

    private void passHeld() {
        for (ByteBuf bytes = held.peek(); bytes != null; bytes = held.peek()) {
            if (!closed) {
                held.remove();
                boundaries.advance(bytes);
                context.fireChannelRead(bytes);
            } else if (boundaries.atStart() && (bytes.getByte(bytes.readerIndex()) & TYPE_MASK) == PUBLISH) {
                return;
            } else {
                passPacket(bytes);
            }
        }
    }

    private void passPacket(ByteBuf bytes) {
        int length = boundaries.advanceToEndOfPacket(bytes);
        if (length == bytes.readableBytes()) {
            held.remove();
            context.fireChannelRead(bytes);
        } else {
            context.fireChannelRead(bytes.readRetainedSlice(length));
        }
    }

    private void readIfNothingIsHeld() {
        if (closed && held.isEmpty()) {
            context.read();
        }
    }

    private void showLife() {
        boolean alive = !held.isEmpty() || reads != readsAtLastSign;
        readsAtLastSign = reads;
        ChannelHandlerContext decoder = context.pipeline().context(MqttDecoder.NAME);
        if (alive && decoder != null) {
            // The client's ping handler is the first behind the decoder, and takes it.
            decoder.fireChannelRead(MqttPingResp.INSTANCE);
        }
    }

    private void release() {
        if (signsOfLife != null) {
            signsOfLife.cancel(false);
        }
        held.forEach(ByteBuf::release);
        held.clear();
    }
}
