package io.github.mqttkafkatestbed.connect.task.session;

import static io.github.mqttkafkatestbed.connect.support.RunningTask.payloads;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

import org.apache.kafka.connect.errors.ConnectException;

import com.hivemq.client.mqtt.datatypes.MqttQos;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.github.mqttkafkatestbed.connect.config.MqttVersion;
import io.github.mqttkafkatestbed.connect.retry.RetryIntervals;
import io.github.mqttkafkatestbed.connect.support.LogCapture;
import io.github.mqttkafkatestbed.connect.support.RunningTask;
import io.github.mqttkafkatestbed.connect.support.broker.EmbeddedBroker;
import io.github.mqttkafkatestbed.connect.support.broker.FakeBroker;
import io.github.mqttkafkatestbed.connect.support.broker.TcpProxy;

@Timeout(60)
@ExtendWith(EmbeddedBroker.class)
@DisplayName("When another client takes the session over")
class TaskTakeOverTest {

    private static final long HOUR_MS = 3_600_000;

    private static final FakeBroker.Script TAKEN_OVER = connection -> {
        connection.acceptSubscriber();
        connection.publish("t", 1, false, "before");
        connection.disconnect(0x8E);
    };

    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    @DisplayName("the task that works survives the return of a worker that had lost the network, which Connect then stops")
    void cutOffWorker(MqttVersion version, EmbeddedBroker.Running broker) throws Exception {
        Map<String, String> settings = RunningTask.settings(version, broker);
        try (TcpProxy network = TcpProxy.to(broker.url()); LogCapture logs = LogCapture.ofConnector()) {
            Map<String, String> overNetwork = new HashMap<>(settings);
            overNetwork.put("mqtt.url", network.url());
            RunningTask cutOff = RunningTask.started(overNetwork, takeOverWait(HOUR_MS));
            network.interrupt();
            try (RunningTask working = RunningTask.started(settings, takeOverWait(300))) {
                network.restore();
                cutOff.awaitMetric("connections", 2);
                // MQTT 3.1.1 gives no reason: until one is stopped, the two take the session from each other in turn.
                if (version.hasProperties()) {
                    logs.await("0x8E session taken over");
                }
                cutOff.close();

                working.awaitMetric("connections", 2);
                broker.publish(RunningTask.topic(settings), MqttQos.AT_LEAST_ONCE, List.of("after"));
                assertThat(payloads(working.pollAndWrite(1))).containsExactly("after");
            }
        }
    }

    @Test
    @DisplayName("the task waits and takes it back, with a warning")
    void takesBack() throws Exception {
        try (FakeBroker broker = FakeBroker.withScripts(TAKEN_OVER, FakeBroker.accepting());
                LogCapture logs = LogCapture.ofConnector();
                RunningTask task = RunningTask.started(RunningTask.settings(broker), takeOverWait(1))) {
            assertThat(payloads(task.poll(1))).containsExactly("before");
            broker.await("subscribed 2");
            assertThat(logs.linesWith("WARN").stream().filter(line -> line.contains("taking the session back"))).hasSize(1);
        }
    }

    @Test
    @DisplayName("for the third time within 5 minutes, the task fails by name")
    void collision() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        FakeBroker.Script first = connection -> {
            connection.acceptSubscriber();
            started.await();
            connection.disconnect(0x8E);
        };
        try (FakeBroker broker = FakeBroker.withScripts(first, TAKEN_OVER);
                RunningTask task = RunningTask.started(RunningTask.settings(broker), takeOverWait(1))) {
            // Before that, start() itself would fail.
            started.countDown();
            assertThat(task.pollUntilFailure()).isInstanceOf(ConnectException.class)
                    .hasMessageContaining("0x8E session taken over").hasMessageContaining("mqtt.client.id");
            assertThat(broker.connections()).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    @DisplayName("and the broker closes the connection without a code, as Mosquitto 2.0.11 does, the fight becomes slow")
    void withoutCode(MqttVersion version) throws Exception {
        FakeBroker.Script closing = FakeBroker.losing();
        RetryIntervals slow = new RetryIntervals(1, 10, 10, HOUR_MS, HOUR_MS + 1, 1, 300_000);
        try (FakeBroker broker = FakeBroker.withScripts(closing); LogCapture logs = LogCapture.ofConnector();
                RunningTask task = RunningTask.started(RunningTask.settings(version, broker), slow)) {
            assertThat(logs.await("another client has the same client id")).startsWith("WARN").contains("first in 3600 s");
            assertThat(task.metric("connections")).isEqualTo(5);
        }
    }

    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    @DisplayName("without a code five times, a broker that is then away is found again as fast as after any loss")
    void awayAfterTheFight(MqttVersion version) throws Exception {
        FakeBroker.Script closing = FakeBroker.losing();
        FakeBroker.Script away = FakeBroker.refusing(version == MqttVersion.V5 ? 0x89 : 3);
        RetryIntervals slow = new RetryIntervals(1, 1, 1, 50, 51, 1, 300_000);
        try (FakeBroker broker = FakeBroker.withScripts(closing, closing, closing, closing, closing, away, away, away,
                FakeBroker.accepting());
                LogCapture logs = LogCapture.ofConnector();
                RunningTask task = RunningTask.started(RunningTask.settings(version, broker), slow)) {
            task.awaitMetric("connections", 6);
            assertThat(logs.linesWith("another client has the same client id")).hasSize(1);
        }
    }

    private static RetryIntervals takeOverWait(long ms) {
        return new RetryIntervals(1, 10, 10, 1, 2, ms, 300_000);
    }
}
