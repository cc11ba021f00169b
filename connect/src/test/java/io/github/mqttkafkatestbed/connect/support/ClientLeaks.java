package io.github.mqttkafkatestbed.connect.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

import com.hivemq.client.internal.netty.NettyEventLoopProvider;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.AbstractScheduledEventExecutor;

/** Check for MQTT clients that a task has left behind. */
public final class ClientLeaks {

    private static final Pattern THREADS = Pattern.compile("mqtt-(session|connections|checks)-");

    private ClientLeaks() { }

    /** Asserts that the connector has no thread, and nothing in the client library. */
    public static void assertNone() throws Exception {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (THREADS.matcher(thread.getName()).lookingAt()) {
                // Netty reports the end of an event loop shortly before its thread ends.
                thread.join(1_000);
                assertThat(thread.isAlive()).as("%s is alive", thread.getName()).isFalse();
            }
        }
        // The publisher of the embedded broker, if another class has started it, is on HiveMQ's own group, under null.
        assertThat(executors()).allMatch(key -> key == null);
    }

    /** Returns the number of timers that wait on the event loop of the only task. */
    public static int timers() throws Exception {
        EventLoop eventLoop = ((EventLoopGroup) executors().stream().filter(Objects::nonNull).findFirst().orElseThrow()).next();
        Method queue = AbstractScheduledEventExecutor.class.getDeclaredMethod("scheduledTaskQueue");
        queue.setAccessible(true);
        return eventLoop.submit(() -> ((Collection<?>) queue.invoke(eventLoop)).size()).get();
    }

    private static Set<?> executors() throws Exception {
        Field entries = NettyEventLoopProvider.class.getDeclaredField("entries");
        entries.setAccessible(true);
        return ((Map<?, ?>) entries.get(NettyEventLoopProvider.INSTANCE)).keySet();
    }
}
