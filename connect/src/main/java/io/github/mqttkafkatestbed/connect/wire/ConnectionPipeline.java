package io.github.mqttkafkatestbed.connect.wire;

import com.hivemq.client.internal.mqtt.codec.encoder.MqttEncoder;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.handler.ssl.SslHandler;

/**
 * The connector's own handlers in the pipeline of the client's connection: behind TLS and WebSocket, before the client's codec. HiveMQ has
 * no means to add any.
 */
public final class ConnectionPipeline {

    /** Largest number of acknowledgements in one write. */
    private static final int MAX_CONSOLIDATED_FLUSHES = 256;

    private ConnectionPipeline() { }

    /**
     * Adds the handlers. To be called on the event loop, directly after the client has begun to connect: no byte has arrived
     * by then.
     *
     * @param channel  of the connection
     * @param handlers in the order in which they get what the broker sends
     */
    public static void equip(Channel channel, ChannelHandler... handlers) {
        ChannelPipeline pipeline = channel.pipeline();
        // Writes acknowledgements that are sent together in one system call. Kafka confirms hundreds of records at once, and
        // HiveMQ flushes each PUBACK: a system call per message was a quarter of the connector's processor time under load.
        pipeline.addFirst(new FlushConsolidationHandler(MAX_CONSOLIDATED_FLUSHES, true));
        if (pipeline.get(SslHandler.class) == null) {
            insert(pipeline, handlers);
        } else {
            pipeline.addLast(new AfterTls(handlers));
        }
    }

    private static void insert(ChannelPipeline pipeline, ChannelHandler... handlers) {
        if (pipeline.get(MqttEncoder.NAME) == null) {
            // WebSocket: the client adds its codec after the handshake, behind its own handlers of WebSocket.
            pipeline.addLast(handlers);
        } else {
            for (ChannelHandler handler : handlers) {
                pipeline.addBefore(MqttEncoder.NAME, null, handler);
            }
        }
    }

    /** Inserts the handlers with the first bytes behind TLS: the client adds its own for WebSocket after the handshake. */
    private static final class AfterTls extends ChannelInboundHandlerAdapter {

        private final ChannelHandler[] handlers;

        private AfterTls(ChannelHandler... handlers) {
            this.handlers = handlers;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            insert(ctx.pipeline(), handlers);
            ctx.pipeline().remove(this);
            ctx.fireChannelRead(message);
        }
    }
}
