package io.github.mqttkafkatestbed.connect.task.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.CountDownLatch;

import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.mqttkafkatestbed.connect.config.MqttVersion;
import io.github.mqttkafkatestbed.connect.retry.RetryIntervals;
import io.github.mqttkafkatestbed.connect.support.LogCapture;
import io.github.mqttkafkatestbed.connect.support.RunningTask;
import io.github.mqttkafkatestbed.connect.support.broker.FakeBroker;

/** Refusals by the broker; those of the first connection are in {@link TaskStartTest}. */
@Timeout(60)
@DisplayName("A refusal by the broker")
class TaskRefusalTest {

    private static final RetryIntervals SHORT = new RetryIntervals(1, 10, 10, 1, 2, 1, 300_000);

    private static final long HOUR_MS = 3_600_000;

    private static final FakeBroker.Script LOST = FakeBroker.losing();

    @ParameterizedTest
    @ValueSource(ints = {0x80, 0x83, 0x86, 0x87, 0x8A, 0x8C, 0x95, 0x9C, 0x9D})
    @DisplayName("after a good connection does not end the task: it tries again, with one warning")
    void passes(int code) throws Exception {
        FakeBroker.Script refusing = FakeBroker.refusing(code);
        try (FakeBroker broker = FakeBroker.withScripts(LOST, refusing, refusing, refusing, FakeBroker.accepting());
                LogCapture logs = LogCapture.ofConnector();
                RunningTask task = RunningTask.started(RunningTask.settings(broker), SHORT)) {
            broker.await("subscribed 5");
            task.awaitMetric("connections", 2);
            assertThat(logs.linesWith("refused the connection with 0x%02X".formatted(code)))
                    .hasSize(code == 0x9C ? 0 : 1).allMatch(line -> line.startsWith("WARN"));
            assertThat(task.task().poll()).isNull();
        }
    }

    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    @DisplayName("of the first connection does not end the task if an earlier task has had the session")
    void earlierTask(MqttVersion version) throws Exception {
        try (FakeBroker broker = FakeBroker.withScripts(FakeBroker.publishing("payload"),
                FakeBroker.refusing(version.hasProperties() ? 0x86 : 4))) {
            Map<String, String> settings = RunningTask.settings(version, broker, "subscribe.wait.ms", "0");
            SourceRecord stored = RunningTask.recordOf(settings);
            try (LogCapture logs = LogCapture.ofConnector(); RunningTask task = RunningTask.startedAfter(stored, settings)) {
                assertThat(logs.await(" bad user name or password")).startsWith("WARN").contains("trying again");
                assertThat(task.task().poll()).isNull();
            }
        }
    }

    @Test
    @DisplayName("has a warning for each change of its reason, and again after a connection")
    void changes() throws Exception {
        FakeBroker.Script unknown = FakeBroker.refusing(0x86);
        FakeBroker.Script forbidden = FakeBroker.refusing(0x87);
        try (FakeBroker broker = FakeBroker.withScripts(LOST, unknown, unknown, forbidden, forbidden, unknown,
                LOST, unknown, FakeBroker.accepting());
                LogCapture logs = LogCapture.ofConnector();
                RunningTask task = RunningTask.started(RunningTask.settings(broker), SHORT)) {
            task.awaitMetric("connections", 3);
            assertThat(logs.linesWith("refused the connection with")).hasSize(4);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0x81, 0x82, 0x84, 0x85})
    @DisplayName("that cannot pass ends the task also after a good connection")
    void impossible(int code) throws Exception {
        assertThat(failureAfterAConnection(FakeBroker.refusing(code))).hasMessageContaining("0x%02X".formatted(code));
    }

    @Test
    @DisplayName("of a subscription because of a quota does not end the task, not even at first")
    void subscriptionQuota() throws Exception {
        try (FakeBroker broker = FakeBroker.withScripts(FakeBroker.answeringSubscribe(true, 0x97), FakeBroker.accepting());
                RunningTask task = RunningTask.started(RunningTask.settings(broker), SHORT)) {
            broker.await("subscribed 2");
            task.awaitMetric("connections", 1);
        }
    }

    @Test
    @DisplayName("of a subscription after a good connection does not end the task")
    void subscription() throws Exception {
        try (FakeBroker broker = FakeBroker.withScripts(LOST, FakeBroker.answeringSubscribe(true, 0x87), FakeBroker.accepting());
                RunningTask task = RunningTask.started(RunningTask.settings(broker), SHORT)) {
            broker.await("subscribed 3");
            task.awaitMetric("connections", 2);
        }
    }

    @Test
    @DisplayName("of a subscription that cannot pass ends the task")
    void impossibleSubscription() throws Exception {
        assertThat(failureAfterAConnection(FakeBroker.answeringSubscribe(true, 0xA2))).hasMessageContaining("0xA2");
    }

    @ParameterizedTest
    @ValueSource(ints = {0x87, 0x97, 0x98, 0x9C, 0x9D})
    @DisplayName("by DISCONNECT is a refusal, too: not a reason to return at once")
    void disconnected(int code) throws Exception {
        FakeBroker.Script kicking = connection -> {
            connection.acceptSubscriber();
            connection.disconnect(code);
        };
        try (FakeBroker broker = FakeBroker.withScripts(kicking, FakeBroker.accepting());
                LogCapture logs = LogCapture.ofConnector();
                RunningTask task = RunningTask.started(RunningTask.settings(broker), SHORT)) {
            task.awaitMetric("connections", 2);
            assertThat(logs.linesWith("trying again until it accepts")).singleElement().asString()
                    .startsWith("WARN").contains("0x%02X".formatted(code));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0x8F, 0x9E, 0xA1, 0xA2})
    @DisplayName("of a subscription by DISCONNECT ends the task, too, if it cannot pass")
    void impossibleSubscriptionByDisconnect(int code) throws Exception {
        assertThat(failureAfterAConnection(connection -> {
            connection.acceptConnect(true);
            connection.readSubscribe();
            connection.disconnect(code);
        })).hasMessageContaining("0x%02X".formatted(code));
    }

    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    @DisplayName("of a subscription without a word, again and again, makes the attempts slow: each delivers the backlog anew")
    void closedAtSubscribe(MqttVersion version) throws Exception {
        FakeBroker.Script closing = connection -> {
            connection.acceptConnect(true);
            connection.readSubscribe();
        };
        RetryIntervals slow = new RetryIntervals(1, 10, 10, HOUR_MS, HOUR_MS + 1, 1, 300_000);
        try (FakeBroker broker = FakeBroker.withScripts(closing); LogCapture logs = LogCapture.ofConnector();
                RunningTask task = RunningTask.started(RunningTask.settings(version, broker, "subscribe.wait.ms", "0",
                        "mqtt.connect.timeout.ms", "60000"), slow)) {
            assertThat(logs.await("connections in a row have ended")).startsWith("WARN").contains("first in 3600 s");
            assertThat(broker.connections()).isEqualTo(5);
            assertThat(task.metric("connections")).isZero();
        }
    }

    /** Returns the failure of a task that has had a good connection and then meets a script. */
    private static ConnectException failureAfterAConnection(FakeBroker.Script refusing) throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        try (FakeBroker broker = FakeBroker.withScripts(FakeBroker.publishingUntil(started), refusing);
                RunningTask task = RunningTask.started(RunningTask.settings(broker), SHORT)) {
            // Before that, start() itself would fail.
            started.countDown();
            return (ConnectException) task.pollUntilFailure();
        }
    }
}
