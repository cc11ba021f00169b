package io.github.mqttkafkatestbed.connect;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import com.hivemq.client.internal.netty.NettyEventLoopProvider;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.mqttkafkatestbed.connect.support.FakeBroker;
import io.github.mqttkafkatestbed.connect.support.FreePort;
import io.github.mqttkafkatestbed.connect.support.Logs;
import io.github.mqttkafkatestbed.connect.support.RunningTask;

@Timeout(60)
@DisplayName("After stop() there is no client left, if the task was")
class StopTest {

    private static final String NO_WAIT = "0";

    @Test
    @DisplayName("never started")
    void neverStarted() throws Exception {
        RunningTask.created().close();
        assertNoClientIsLeft();
    }

    @Test
    @DisplayName("connected, and the broker has got a DISCONNECT")
    void connected() throws Exception {
        try (FakeBroker broker = FakeBroker.withScripts(FakeBroker.accepting())) {
            RunningTask task = RunningTask.started(RunningTask.settings(broker.url()));
            stop(task);
            broker.await("disconnect 1");
            broker.await("closed 1");
            assertNoClientIsLeft();
        }
    }

    @Test
    @DisplayName("connected to a broker that does not answer the DISCONNECT")
    void deafBroker() throws Exception {
        FakeBroker.Script deaf = wire -> {
            wire.acceptSubscriber();
            wire.staySilent();
            new CountDownLatch(1).await();
        };
        try (FakeBroker broker = FakeBroker.withScripts(deaf)) {
            RunningTask task = RunningTask.started(RunningTask.settings(broker.url()));
            stop(task);
            assertNoClientIsLeft();
        }
    }

    @Test
    @DisplayName("waiting for the CONNACK of a broker that accepts and says nothing")
    void connecting() throws Exception {
        try (FakeBroker broker = FakeBroker.withScripts(wire -> wire.staySilent())) {
            RunningTask task = RunningTask.started(RunningTask.settings(broker.url(), "subscribe.wait.ms", NO_WAIT));
            broker.await("connect 1");
            stop(task);
            broker.await("closed 1");
            assertNoClientIsLeft();
        }
    }

    @Test
    @DisplayName("waiting for the SUBACK")
    void subscribing() throws Exception {
        CountDownLatch subscribing = new CountDownLatch(1);
        FakeBroker.Script script = wire -> {
            wire.expect(1);
            wire.connAck(true, 0);
            wire.expect(8);
            subscribing.countDown();
            wire.listen();
        };
        try (FakeBroker broker = FakeBroker.withScripts(script)) {
            RunningTask task = RunningTask.started(RunningTask.settings(broker.url(), "subscribe.wait.ms", NO_WAIT));
            assertThat(subscribing.await(15, TimeUnit.SECONDS)).isTrue();
            stop(task);
            broker.await("closed 1");
            assertNoClientIsLeft();
        }
    }

    @Test
    @DisplayName("waiting between two tries")
    void backingOff() throws Exception {
        Map<String, String> settings = RunningTask.settings("mqtt://127.0.0.1:" + FreePort.find(),
                "subscribe.wait.ms", NO_WAIT);
        try (Logs logs = Logs.ofConnector()) {
            RunningTask task = RunningTask.started(settings);
            logs.await("no connection to");
            stop(task);
            assertNoClientIsLeft();
        }
    }

    @Test
    @DisplayName("waiting until the messages of a lost connection are taken")
    void draining() throws Exception {
        CountDownLatch lose = new CountDownLatch(1);
        FakeBroker.Script script = wire -> {
            wire.acceptSubscriber();
            wire.publish("t", 1, false, "never taken");
            lose.await();
        };
        try (FakeBroker broker = FakeBroker.withScripts(script); Logs logs = Logs.ofConnector()) {
            RunningTask task = RunningTask.started(RunningTask.settings(broker.url()));
            while (task.metric("messages-waiting") < 1) {
                Thread.onSpinWait();
            }
            lose.countDown();
            logs.await("once the 1 messages of it that wait are taken");
            stop(task);
            assertNoClientIsLeft();
        }
    }

    @Test
    @DisplayName("failed")
    void failed() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        FakeBroker.Script takenOver = wire -> {
            wire.acceptSubscriber();
            // Earlier, start() itself would fail.
            started.await();
            wire.disconnect(0x8E);
        };
        try (FakeBroker broker = FakeBroker.withScripts(takenOver)) {
            RunningTask task = RunningTask.started(RunningTask.settings(broker.url()));
            started.countDown();
            task.pollUntilFailure();
            stop(task);
            assertNoClientIsLeft();
        }
    }

    @Test
    @DisplayName("starting, and start() returns at once")
    void starting() throws Exception {
        try (FakeBroker broker = FakeBroker.withScripts(wire -> wire.staySilent())) {
            RunningTask task = RunningTask.created();
            CompletableFuture<Void> starting = CompletableFuture.runAsync(() -> task.task().start(
                    RunningTask.settings(broker.url(), "subscribe.wait.ms", "60000", "mqtt.connect.timeout.ms", "60000")));
            broker.await("connect 1");
            stop(task);
            starting.get(1, TimeUnit.SECONDS);
            broker.await("closed 1");
            assertNoClientIsLeft();
        }
    }

    @Test
    @DisplayName("stopped before it was started")
    void stoppedFirst() throws Exception {
        try (FakeBroker broker = FakeBroker.withScripts(FakeBroker.accepting())) {
            RunningTask task = RunningTask.created();
            stop(task);
            task.task().start(RunningTask.settings(broker.url(), "subscribe.wait.ms", "60000"));
            assertNoClientIsLeft();
        }
    }

    /** Stops, which must take less than Connect grants (task.shutdown.graceful.timeout.ms, 5 s). */
    private static void stop(RunningTask task) {
        long begin = System.nanoTime();
        task.close();
        assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin)).as("ms for stop()").isLessThan(3_500);
    }

    /** No thread, and nothing in the client library. */
    static void assertNoClientIsLeft() throws Exception {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("mqtt-session-") || thread.getName().startsWith("mqtt-connection-")) {
                // Netty reports the end of an event loop as the last but one thing that its thread does.
                thread.join(1_000);
                assertThat(thread.isAlive()).as("%s is alive", thread.getName()).isFalse();
            }
        }
        Field entries = NettyEventLoopProvider.class.getDeclaredField("entries");
        entries.setAccessible(true);
        // The embedded broker's publisher, if another class has started it, runs on HiveMQ's own group: the key null.
        assertThat(((Map<?, ?>) entries.get(NettyEventLoopProvider.INSTANCE)).keySet()).allMatch(key -> key == null);
    }
}
