package io.github.mqttkafkatestbed.connect.wire;

import java.util.function.Consumer;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Decoder of PUBLISH packets, before the client's decoder, which passes the messages on and gets the bytes of all other
 * packets.
 *
 * <p>The client's own decoder ends the connection at a message that is malformed, though the broker has accepted it: the
 * broker then delivers it again after each reconnect, and nothing behind it ever arrives. It also collects the whole of a
 * message of any size. This one turns every PUBLISH into a message ({@link PublishParser}), and memory is bounded by the
 * limits.
 *
 * <p>A remaining length of more than 4 bytes has no end that could be found. The bytes from there go to the client, which
 * ends the connection.
 */
public final class PublishDecoder extends ChannelInboundHandlerAdapter {

    private static final int PUBLISH = 3;
    private static final int MAX_LENGTH_BYTES = 4;

    private enum State { START, PUBLISH, OTHER }

    private final PublishParser parser;
    private final Consumer<Throwable> onFault;
    private State state = State.START;
    private long otherLeft;
    /** Beginning of a part that has not arrived as a whole; null if there is none. */
    private ByteBuf partial;
    private int partialNeeds;

    /**
     * @param limits        bounds of each message
     * @param hasProperties whether messages have properties, as in MQTT 5
     * @param onFault       called with a fault of the decoder itself; must end the connection
     */
    public PublishDecoder(MessageLimits limits, boolean hasProperties, Consumer<Throwable> onFault) {
        this.parser = new PublishParser(limits, hasProperties);
        this.onFault = onFault;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        try {
            while (bytes.isReadable()) {
                if (partial == null) {
                    keepPartial(ctx, bytes, decode(ctx, bytes));
                } else {
                    completePartial(ctx, bytes);
                }
            }
        } catch (Throwable e) {
            onFault.accept(e);
        } finally {
            bytes.release();
        }
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

    private void keepPartial(ChannelHandlerContext ctx, ByteBuf bytes, int needed) {
        if (needed > 0) {
            partial = ctx.alloc().buffer(needed).writeBytes(bytes);
            partialNeeds = needed;
        }
    }

    private void completePartial(ChannelHandlerContext ctx, ByteBuf bytes) {
        partial.writeBytes(bytes, Math.min(bytes.readableBytes(), partialNeeds - partial.readableBytes()));
        if (partial.readableBytes() == partialNeeds) {
            partialNeeds = decode(ctx, partial);
            if (partialNeeds == 0) {
                release();
            }
        }
    }

    private void release() {
        if (partial != null) {
            partial.release();
            partial = null;
        }
    }

    /** Decodes all readable bytes, and returns 0; or, if a part is not complete, the number of bytes that it needs at least. */
    private int decode(ChannelHandlerContext ctx, ByteBuf in) {
        while (in.isReadable()) {
            int needed = switch (state) {
                case START -> readFixedHeader(in);
                case PUBLISH -> parser.parse(in);
                case OTHER -> passOther(ctx, in);
            };
            if (needed > 0) {
                return needed;
            }
            if (state == State.PUBLISH && parser.isComplete()) {
                state = State.START;
                ctx.fireChannelRead(parser.message());
            }
        }
        return 0;
    }

    private int readFixedHeader(ByteBuf in) {
        int start = in.readerIndex();
        int type = in.getByte(start) >> 4 & 15;
        int length = 0;
        for (int i = 1; i <= MAX_LENGTH_BYTES; i++) {
            if (in.readableBytes() <= i) {
                return i + 1;
            }
            byte next = in.getByte(start + i);
            length |= (next & 127) << 7 * (i - 1);
            if (next >= 0) {
                return beginPacket(in, type, i + 1, length);
            }
        }
        beginOther(Long.MAX_VALUE);
        return 0;
    }

    private int beginPacket(ByteBuf in, int type, int headerLength, int remainingLength) {
        if (type != PUBLISH) {
            beginOther((long) headerLength + remainingLength);
            return 0;
        }
        state = State.PUBLISH;
        parser.begin(in.getByte(in.readerIndex()) & 15, remainingLength);
        in.skipBytes(headerLength);
        return parser.parse(in);
    }

    private void beginOther(long bytes) {
        state = State.OTHER;
        otherLeft = bytes;
    }

    private int passOther(ChannelHandlerContext ctx, ByteBuf in) {
        int size = (int) Math.min(otherLeft, in.readableBytes());
        otherLeft -= size;
        if (otherLeft == 0) {
            state = State.START;
        }
        ctx.fireChannelRead(in.readRetainedSlice(size));
        return 0;
    }
}
