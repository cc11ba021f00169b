package io.github.mqttkafkatestbed.connect.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.util.Map;
import java.util.regex.Pattern;

import com.hivemq.client.internal.netty.NettyEventLoopProvider;

/** Check for MQTT clients that a task has left behind. */
public final class ClientLeaks {

    private static final Pattern THREADS = Pattern.compile("mqtt-(session|connection|checks)-");

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
        Field entries = NettyEventLoopProvider.class.getDeclaredField("entries");
        entries.setAccessible(true);
        // The publisher of the embedded broker, if another class has started it, is on HiveMQ's own group, under null.
        assertThat(((Map<?, ?>) entries.get(NettyEventLoopProvider.INSTANCE)).keySet()).allMatch(key -> key == null);
    }
}
