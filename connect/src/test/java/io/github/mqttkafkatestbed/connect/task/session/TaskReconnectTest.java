package io.github.mqttkafkatestbed.connect.task.session;

import static io.github.mqttkafkatestbed.connect.support.RunningTask.header;
import static io.github.mqttkafkatestbed.connect.support.RunningTask.payloads;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.apache.kafka.connect.source.SourceRecord;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.mqttkafkatestbed.connect.config.MqttVersion;
import io.github.mqttkafkatestbed.connect.support.broker.FakeBroker;
import io.github.mqttkafkatestbed.connect.support.ClientLeaks;
import io.github.mqttkafkatestbed.connect.support.LogCapture;
import io.github.mqttkafkatestbed.connect.support.RunningTask;

@Timeout(60)
@DisplayName("After the connection is lost")
class TaskReconnectTest {

    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    @DisplayName("its messages are delivered first, and no new connection is made before all of them are taken")
    void drainsFirst(MqttVersion version) throws Exception {
        CountDownLatch lose = new CountDownLatch(1);
        FakeBroker.Script first = FakeBroker.publishingUntil(lose, "1", "2");
        FakeBroker.Script second = connection -> {
            connection.acceptSubscriber();
            connection.publish("t", 1, true, "1");
            connection.publish("t", 2, true, "2");
            connection.publish("t", 3, false, "3");
            connection.listen();
        };
        try (FakeBroker broker = FakeBroker.withScripts(first, second); LogCapture logs = LogCapture.ofConnector();
                RunningTask task = RunningTask.started(RunningTask.settings(version, broker))) {
            task.awaitMetric("messages-waiting", 2);
            lose.countDown();
            assertThat(logs.await("lost")).contains("once the 2 messages of it that wait are taken");
            // Several times the first back-off: a session that did not wait would have reconnected by now.
            assertThat(connectsWithin(broker, 1_000)).isFalse();

            List<SourceRecord> old = task.poll(2);
            assertThat(payloads(old)).containsExactly("1", "2");
            broker.await("subscribed 2");
            List<SourceRecord> next = task.poll(3);
            assertThat(payloads(next)).containsExactly("1", "2", "3");
            assertThat(next).extracting(record -> header(record, "mqtt.duplicate"))
                    .containsExactly("true", "true", "false");

            // Messages of the old connection cannot be acknowledged any more, nor over the new connection.
            task.written(old);
            task.written(next.subList(2, 3));
            task.written(next.subList(0, 1));
            broker.await("puback 1");
            task.written(next.subList(1, 2));
            broker.await("puback 2");
            broker.await("puback 3");
            assertThat(task.metric("messages-acknowledged")).isEqualTo(3);
        }
    }

    @Test
    @DisplayName("the log has one line for the loss, however many attempts follow, and one when the broker is back")
    void logsOncePerChange() throws Exception {
        FakeBroker.Script lost = FakeBroker.losing();
        FakeBroker.Script busy = FakeBroker.refusing(0x89);
        try (FakeBroker broker = FakeBroker.withScripts(lost, busy, connection -> { }, busy, FakeBroker.accepting());
                LogCapture logs = LogCapture.ofConnector();
                RunningTask task = RunningTask.started(RunningTask.settings(broker))) {
            broker.await("subscribed 5");
            while (logs.linesWith("connected to").size() < 2) {
                Thread.onSpinWait();
            }
            assertThat(logs.lines()).hasSize(3);
            assertThat(logs.lines().get(0)).startsWith("INFO connected to " + broker.url() + " and subscribed to [t]");
            assertThat(logs.lines().get(1)).startsWith("WARN connection to " + broker.url() + " lost:")
                    .contains("trying again until it is back");
            assertThat(logs.lines().get(2)).startsWith("INFO connected to");
            assertThat(task.metric("connections")).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0x88, 0x89, 0x97, 0x9F})
    @DisplayName("or refused with a temporary code, the task reconnects")
    void temporaryCodes(int code) throws Exception {
        try (FakeBroker broker = FakeBroker.withScripts(FakeBroker.refusing(code), FakeBroker.accepting());
                RunningTask task = RunningTask.started(RunningTask.settings(broker))) {
            broker.await("subscribed 2");
            assertThat(task.task().poll()).isNull();
        }
    }

    @Test
    @DisplayName("by a DISCONNECT from the broker, the task reconnects")
    void serverDisconnect() throws Exception {
        FakeBroker.Script shuttingDown = connection -> {
            connection.acceptSubscriber();
            connection.disconnect(0x8B);
        };
        try (FakeBroker broker = FakeBroker.withScripts(shuttingDown, FakeBroker.accepting());
                LogCapture logs = LogCapture.ofConnector();
                RunningTask task = RunningTask.started(RunningTask.settings(broker))) {
            broker.await("subscribed 2");
            assertThat(logs.await("lost")).contains("0x8B server shutting down");
            assertThat(task.task().poll()).isNull();
        }
    }

    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    @DisplayName("between CONNACK and SUBACK, the task reconnects")
    void beforeSubAck(MqttVersion version) throws Exception {
        FakeBroker.Script half = connection -> {
            connection.acceptConnect(true);
            connection.readSubscribe();
        };
        try (FakeBroker broker = FakeBroker.withScripts(half, FakeBroker.accepting());
                RunningTask task = RunningTask.started(RunningTask.settings(version, broker, "mqtt.connect.timeout.ms", "60000"))) {
            broker.await("subscribed 2");
            assertThat(task.metric("connections")).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    @DisplayName("to a silent broker, the keep-alive detects it and the task reconnects")
    void keepAlive(MqttVersion version) throws Exception {
        FakeBroker.Script silent = connection -> {
            connection.acceptSubscriber();
            connection.staySilent();
        };
        try (FakeBroker broker = FakeBroker.withScripts(silent, FakeBroker.accepting());
                RunningTask task = RunningTask.started(RunningTask.settings(version, broker, "mqtt.keep.alive.seconds", "1"))) {
            broker.await("subscribed 2");
            assertThat(task.task().poll()).isNull();
        }
    }

    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    @DisplayName("together with the session, a warning says that messages are gone")
    void sessionLost(MqttVersion version) throws Exception {
        try (FakeBroker broker = FakeBroker.withScripts(FakeBroker.losing(), FakeBroker.answeringSubscribe(false, 1));
                LogCapture logs = LogCapture.ofConnector();
                RunningTask task = RunningTask.started(RunningTask.settings(version, broker))) {
            assertThat(logs.await("has lost the session")).startsWith("WARN").contains("may be gone");
            assertThat(task.metric("sessions-lost")).isEqualTo(1);
            task.awaitMetric("connections", 2);
        }
    }

    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    @DisplayName("repeatedly, no client of the lost connections is left")
    void nothingStaysBehind(MqttVersion version) throws Exception {
        FakeBroker.Script brief = connection -> {
            connection.acceptSubscriber();
            connection.publish("t", 1, true, "never acknowledged");
        };
        try (FakeBroker broker = FakeBroker.withScripts(brief)) {
            try (RunningTask task = RunningTask.started(RunningTask.settings(version, broker))) {
                task.poll(4);
            }
            ClientLeaks.assertNone();
        }
    }

    private static boolean connectsWithin(FakeBroker broker, long ms) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ms);
        while (broker.connections() < 2 && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        return broker.connections() >= 2;
    }
}
