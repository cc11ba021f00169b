package io.github.mqttkafkatestbed.connect.eventloop;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.Set;
import java.util.function.Consumer;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;

/**
 * Channels of one client, which HiveMQ does not give: among those of an event loop that other clients use, too, they are the
 * ones that appear while the client begins to connect.
 */
public final class ClientChannels {

    private final SingleThreadEventLoop eventLoop;
    /** Open channels; one that is made after the others were closed is closed at once. */
    private final ChannelGroup channels;

    /** @param eventLoop has one thread */
    public ClientChannels(EventLoopGroup eventLoop) {
        this.eventLoop = (SingleThreadEventLoop) eventLoop.next();
        this.channels = new DefaultChannelGroup(this.eventLoop, true);
    }

    /**
     * Makes a channel, on the event loop.
     *
     * @param connect lets the client begin to connect
     * @param made    gets the new channel before a byte has come over it; not called if the client has failed to make one
     */
    public void make(Runnable connect, Consumer<Channel> made) {
        eventLoop.execute(() -> {
            Set<Channel> before = Collections.newSetFromMap(new IdentityHashMap<>());
            eventLoop.registeredChannelsIterator().forEachRemaining(before::add);
            connect.run();
            for (Iterator<Channel> present = eventLoop.registeredChannelsIterator(); present.hasNext();) {
                Channel channel = present.next();
                if (!before.contains(channel)) {
                    made.accept(channel);
                    channels.add(channel);
                    return;
                }
            }
        });
    }

    /** Closes all channels; those that are being made, too. */
    public void close() {
        channels.close();
    }

    /** Closes all channels on the event loop, after all that it has been given before. Uninterruptible. */
    public void closeAndWait(long timeoutMs) {
        eventLoop.submit(this::close).awaitUninterruptibly(timeoutMs);
    }
}
