package io.github.mqttkafkatestbed.connect.task.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import io.github.mqttkafkatestbed.connect.config.MqttVersion;
import io.github.mqttkafkatestbed.connect.support.broker.FakeBroker;
import io.github.mqttkafkatestbed.connect.support.broker.FreePort;
import io.github.mqttkafkatestbed.connect.support.ClientLeaks;
import io.github.mqttkafkatestbed.connect.support.LogCapture;
import io.github.mqttkafkatestbed.connect.support.RunningTask;

@Timeout(60)
@ParameterizedClass
@EnumSource(MqttVersion.class)
@DisplayName("After stop() no client is left, if the task was")
class TaskStopTest {

    @Parameter
    MqttVersion version;

    private static final String NO_WAIT = "0";

    @Test
    @DisplayName("never started")
    void neverStarted() throws Exception {
        RunningTask.created().close();
        ClientLeaks.assertNone();
    }

    @Test
    @DisplayName("connected, and the broker has received a DISCONNECT")
    void connected() throws Exception {
        try (FakeBroker broker = FakeBroker.withScripts(FakeBroker.accepting())) {
            RunningTask task = RunningTask.started(RunningTask.settings(version, broker));
            stop(task);
            broker.await("disconnect 1");
            broker.await("closed 1");
            ClientLeaks.assertNone();
        }
    }

    @Test
    @DisplayName("connected to a broker that does not answer the DISCONNECT")
    void deafBroker() throws Exception {
        FakeBroker.Script deaf = connection -> {
            connection.acceptSubscriber();
            connection.staySilent();
            new CountDownLatch(1).await();
        };
        try (FakeBroker broker = FakeBroker.withScripts(deaf)) {
            RunningTask task = RunningTask.started(RunningTask.settings(version, broker));
            stop(task);
            ClientLeaks.assertNone();
        }
    }

    @Test
    @DisplayName("waiting for the CONNACK of a broker that accepts and stays silent")
    void connecting() throws Exception {
        try (FakeBroker broker = FakeBroker.withScripts(connection -> connection.staySilent())) {
            RunningTask task = RunningTask.started(RunningTask.settings(version, broker, "subscribe.wait.ms", NO_WAIT));
            broker.await("connect 1");
            stop(task);
            broker.await("closed 1");
            ClientLeaks.assertNone();
        }
    }

    @Test
    @DisplayName("waiting for the SUBACK")
    void subscribing() throws Exception {
        CountDownLatch subscribing = new CountDownLatch(1);
        FakeBroker.Script script = connection -> {
            connection.acceptConnect(true);
            connection.readSubscribe();
            subscribing.countDown();
            connection.listen();
        };
        try (FakeBroker broker = FakeBroker.withScripts(script)) {
            RunningTask task = RunningTask.started(RunningTask.settings(version, broker, "subscribe.wait.ms", NO_WAIT));
            assertThat(subscribing.await(15, TimeUnit.SECONDS)).isTrue();
            stop(task);
            broker.await("closed 1");
            ClientLeaks.assertNone();
        }
    }

    @Test
    @DisplayName("waiting between two attempts")
    void backingOff() throws Exception {
        Map<String, String> settings = RunningTask.settings("mqtt://127.0.0.1:" + FreePort.find(),
                "subscribe.wait.ms", NO_WAIT);
        try (LogCapture logs = LogCapture.ofConnector()) {
            RunningTask task = RunningTask.started(settings);
            logs.await("no connection to");
            stop(task);
            ClientLeaks.assertNone();
        }
    }

    @Test
    @DisplayName("waiting until the messages of a lost connection are taken")
    void draining() throws Exception {
        CountDownLatch lose = new CountDownLatch(1);
        FakeBroker.Script script = FakeBroker.publishingUntil(lose, "never taken");
        try (FakeBroker broker = FakeBroker.withScripts(script); LogCapture logs = LogCapture.ofConnector()) {
            RunningTask task = RunningTask.started(RunningTask.settings(version, broker));
            task.awaitMetric("messages-waiting", 1);
            lose.countDown();
            logs.await("once the 1 messages of it that wait are taken");
            stop(task);
            ClientLeaks.assertNone();
        }
    }

    @Test
    @DisplayName("failed")
    void failed() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        FakeBroker.Script accepted = connection -> {
            connection.acceptSubscriber();
            // Before that, start() itself would fail.
            started.await();
        };
        try (FakeBroker broker = FakeBroker.withScripts(accepted, FakeBroker.refusing(version.hasProperties() ? 0x84 : 1))) {
            RunningTask task = RunningTask.started(RunningTask.settings(version, broker));
            started.countDown();
            task.pollUntilFailure();
            stop(task);
            ClientLeaks.assertNone();
        }
    }

    @Test
    @DisplayName("starting, and start() returns at once")
    void starting() throws Exception {
        try (FakeBroker broker = FakeBroker.withScripts(connection -> connection.staySilent())) {
            RunningTask task = RunningTask.created();
            CompletableFuture<Void> starting = CompletableFuture.runAsync(() -> task.task().start(
                    RunningTask.settings(version, broker, "subscribe.wait.ms", "60000", "mqtt.connect.timeout.ms", "60000")));
            broker.await("connect 1");
            stop(task);
            starting.get(1, TimeUnit.SECONDS);
            broker.await("closed 1");
            ClientLeaks.assertNone();
        }
    }

    @Test
    @DisplayName("stopped before it was started")
    void stoppedFirst() throws Exception {
        try (FakeBroker broker = FakeBroker.withScripts(FakeBroker.accepting())) {
            RunningTask task = RunningTask.created();
            stop(task);
            task.task().start(RunningTask.settings(version, broker, "subscribe.wait.ms", "60000"));
            ClientLeaks.assertNone();
        }
    }

    /** Stops the task, in less time than Connect allows (task.shutdown.graceful.timeout.ms, 5 s). */
    private static void stop(RunningTask task) {
        long begin = System.nanoTime();
        task.close();
        assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin)).as("ms for stop()").isLessThan(3_500);
    }
}
