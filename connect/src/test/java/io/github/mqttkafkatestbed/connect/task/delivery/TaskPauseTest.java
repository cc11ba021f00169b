package io.github.mqttkafkatestbed.connect.task.delivery;

import static io.github.mqttkafkatestbed.connect.support.RunningTask.payloads;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.github.mqttkafkatestbed.connect.config.MqttVersion;
import io.github.mqttkafkatestbed.connect.support.LogCapture;
import io.github.mqttkafkatestbed.connect.support.RunningTask;
import io.github.mqttkafkatestbed.connect.support.broker.FakeBroker;

/**
 * A connector that is paused while it runs: Connect does not tell the task, it only does not poll. (One that is paused when
 * the worker starts has no task that was started, and a stopped one has none.)
 */
@Timeout(60)
@DisplayName("A paused task")
class TaskPauseTest {

    @Test
    @DisplayName("keeps its connection, and takes no more messages than memory allows")
    void connected() throws Exception {
        FakeBroker.Script script = connection -> {
            connection.acceptSubscriber();
            connection.listenWhile(() -> {
                for (int id = 1; id <= 100; id++) {
                    connection.publish("t", id, false, id + " ".repeat(100_000));
                }
            });
        };
        try (FakeBroker broker = FakeBroker.withScripts(script);
                RunningTask task = RunningTask.started(RunningTask.settings(broker, "mqtt.keep.alive.seconds", "1"))) {
            broker.awaitMorePingsThanSilenceAllows();
            assertThat(task.metric("messages-received")).isLessThan(20);
            assertThat(payloads(task.pollAndWrite(100))).extracting(String::strip)
                    .isEqualTo(IntStream.rangeClosed(1, 100).mapToObj(Integer::toString).toList());
            assertThat(broker.connections()).isOne();
        }
    }

    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    @DisplayName("makes a lost connection anew at once if no message waits in it")
    void lostEmpty(MqttVersion version) throws Exception {
        try (FakeBroker broker = FakeBroker.withScripts(FakeBroker.losing(), FakeBroker.accepting());
                RunningTask task = RunningTask.started(RunningTask.settings(version, broker))) {
            task.awaitMetric("connections", 2);
        }
    }

    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    @DisplayName("makes a lost connection anew when it is resumed if messages wait in it, and the log says so")
    void lostWithMessages(MqttVersion version) throws Exception {
        CountDownLatch lose = new CountDownLatch(1);
        FakeBroker.Script dying = FakeBroker.publishingUntil(lose, "waits");
        try (FakeBroker broker = FakeBroker.withScripts(dying, FakeBroker.accepting());
                LogCapture logs = LogCapture.ofConnector(); RunningTask task = RunningTask.started(RunningTask.settings(version, broker))) {
            task.awaitMetric("messages-waiting", 1);
            lose.countDown();
            assertThat(logs.await("lost")).contains("once the 1 messages of it that wait are taken");
            assertThat(payloads(task.poll(1))).containsExactly("waits");
            task.awaitMetric("connections", 2);
        }
    }

    @Test
    @DisplayName("keeps QoS 0 messages up to qos0.queue.bytes; further ones are dropped, counted and logged")
    void qos0() throws Exception {
        FakeBroker.Script script = connection -> {
            connection.acceptSubscriber();
            for (int i = 0; i < 10; i++) {
                connection.publish("t", 0, false, " ".repeat(1_000));
            }
            connection.listen();
        };
        try (FakeBroker broker = FakeBroker.withScripts(script); LogCapture logs = LogCapture.ofConnector();
                RunningTask task = RunningTask.started(RunningTask.settings(broker, "qos0.queue.bytes", "4000"))) {
            task.awaitMetric("messages-dropped", 8);
            assertThat(logs.await("QoS 0 messages dropped")).startsWith("WARN 1 ");
            logs.await("(8 since the start)");
            assertThat(payloads(task.poll(2))).hasSize(2);
        }
    }
}
